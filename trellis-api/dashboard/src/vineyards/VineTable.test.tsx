import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { vi } from 'vitest'
import { listed } from '../stores/rows'
import { aVine } from '../test/fakes'
import { renderPage } from '../test/renderPage'
import { VineTable } from './VineTable'

describe('the table of vines', () => {
  it('lets nothing change a vine whose Tendril was lost before its owner has looked', async () => {
    // Given
    const lost = aVine({ status: 'FAILED', reconcile: true })
    const reconcileVine = vi.fn(() => Promise.resolve(aVine({ status: 'FAILED', version: 2 })))
    const { stores } = renderPage(<VineTable vines={[lost]} />, '/', '/', { reconcileVine })
    expect(screen.getByRole('button', { name: 'Plan' })).toBeEnabled()
    expect(screen.getByRole('button', { name: 'Deploy' })).toBeDisabled()
    expect(screen.getByRole('button', { name: 'Destroy' })).toBeDisabled()

    // When
    await userEvent.click(screen.getByRole('button', { name: 'Reconcile' }))
    await userEvent.click(screen.getByRole('button', { name: 'It is as the state says' }))

    // Then
    expect(reconcileVine).toHaveBeenCalledWith('vine-1')
    expect(listed(stores.vineyards.vines.store.getState().rows)[0]?.reconcile).toBe(false)
    expect(screen.queryByTestId('confirm-dialog')).not.toBeInTheDocument()
  })

  it('asks for no reconciliation of a vine that nobody lost', () => {
    renderPage(<VineTable vines={[aVine({ status: 'ACTIVE' })]} />, '/', '/', {})
    expect(screen.queryByRole('button', { name: 'Reconcile' })).not.toBeInTheDocument()
    expect(screen.getByRole('button', { name: 'Deploy' })).toBeEnabled()
  })
})
