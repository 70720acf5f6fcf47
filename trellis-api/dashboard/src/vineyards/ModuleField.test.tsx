import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ModuleSource } from '../api/rows'
import { ModuleField } from './ModuleField'

describe('the module of a vine', () => {
  it('is one file, or a repository with a ref and perhaps a subfolder', async () => {
    // Given
    let last: ModuleSource | null = null
    render(<ModuleField starter="# wine" onChange={(module) => (last = module)} />)

    // When
    await userEvent.selectOptions(screen.getByLabelText('Module'), 'A git repository')
    await userEvent.type(screen.getByLabelText('Repository'), 'https://git.example.org/wine.git')

    // Then
    expect(last).toEqual({ git: { url: 'https://git.example.org/wine.git', ref: 'main' } })
    await userEvent.type(screen.getByLabelText('Subfolder (optional)'), 'stages/production')
    expect(last).toEqual({
      git: {
        url: 'https://git.example.org/wine.git',
        ref: 'main',
        subfolder: 'stages/production',
      },
    })
    await userEvent.clear(screen.getByLabelText('Subfolder (optional)'))
    expect(last).toEqual({ git: { url: 'https://git.example.org/wine.git', ref: 'main' } })
  })

  it('keeps what was written when one looks at the other choice', async () => {
    // Given
    let last: ModuleSource | null = null
    render(<ModuleField starter="# wine" onChange={(module) => (last = module)} />)
    await userEvent.type(screen.getByLabelText('main.tf'), '!')

    // When
    await userEvent.selectOptions(screen.getByLabelText('Module'), 'A git repository')
    await userEvent.selectOptions(screen.getByLabelText('Module'), 'One file, written here')

    // Then
    expect(last).toEqual({ files: { 'main.tf': '# wine!' } })
  })
})
