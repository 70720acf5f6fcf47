import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import type { Variable } from '../api/rows'
import { VariablesField } from './VariablesField'

describe('the variables of a vine', () => {
  it('hides the value of a secret one, and says that it is secret', async () => {
    // Given
    let last: readonly Variable[] = []
    function Field() {
      const [variables, setVariables] = useState<readonly Variable[]>([])
      last = variables
      return <VariablesField variables={variables} onChange={setVariables} />
    }
    render(<Field />)
    await userEvent.click(screen.getByRole('button', { name: 'Add variable' }))

    // When
    await userEvent.type(screen.getByLabelText('Name of variable 1'), 'password')
    await userEvent.type(screen.getByLabelText('Value of variable 1'), 'vintage-1982')
    await userEvent.click(screen.getByLabelText('Variable 1 is secret'))

    // Then
    expect(screen.getByLabelText('Value of variable 1')).toHaveAttribute('type', 'password')
    expect(last).toEqual([
      { name: 'password', value: 'vintage-1982', kind: 'terraform', secret: true },
    ])
  })
})
