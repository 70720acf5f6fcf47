import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { vi } from 'vitest'
import { ApiProblem } from '../api/http'
import { aJob, aTendril } from '../test/fakes'
import { CHANNELS, renderPage } from '../test/renderPage'
import { TendrilsPage } from './TendrilsPage'
import { registrationCommand } from './registration'

type Api = Parameters<typeof renderPage>[3]

async function opened(api: Api = {}) {
  const page = renderPage(<TendrilsPage />, 'tendrils', '/tendrils', {
    tendrils: () => Promise.resolve([aTendril()]),
    ...api,
  })
  const { realtime } = page
  act(() => CHANNELS.forEach((channel) => realtime.live(channel)))
  await screen.findByTestId('tendril-row')
  return {
    ...page,
    send: (...args: Parameters<typeof realtime.send>) => act(() => realtime.send(...args)),
  }
}

describe('the Tendrils page', () => {
  it.each([
    ['ONLINE', 'tone-green'],
    ['DRAINING', 'tone-yellow'],
    ['OFFLINE', 'tone-red'],
  ] as const)('shows %s in its colour as it happens', async (status, tone) => {
    // Given
    const { send } = await opened()

    // When
    send('tendril-updates', 'UPDATE', aTendril({ status, version: 2 }))

    // Then
    expect(screen.getByTestId('tendril-status')).toHaveClass(tone)
    expect(screen.getByTestId('tendril-row')).toHaveAttribute('data-status', status)
  })

  it('loses the row of a Tendril that was removed', async () => {
    // Given
    const { send } = await opened()

    // When
    send('tendril-updates', 'DELETE', { id: 'tendril-1' })

    // Then
    expect(screen.queryByTestId('tendril-row')).not.toBeInTheDocument()
    expect(screen.getByText('No Tendrils yet')).toBeVisible()
  })

  it('names the job that a Tendril runs', async () => {
    // Given
    const { send } = await opened()

    // When
    send('job-updates', 'INSERT', aJob({ status: 'PROCESSING', worker_id: 'tendril-1' }))

    // Then
    expect(screen.getByRole('link', { name: 'Deploy' })).toHaveAttribute('href', '/jobs/job-1')
  })

  it('drains an ONLINE one and removes an OFFLINE one', async () => {
    // Given
    const removeTendril = vi.fn(() => Promise.resolve())
    const drainTendril = vi.fn(() => Promise.resolve(aTendril({ status: 'DRAINING', version: 2 })))
    const { send } = await opened({ removeTendril, drainTendril })

    // When
    await userEvent.click(screen.getByRole('button', { name: 'Drain' }))
    expect(screen.getByTestId('tendril-status')).toHaveTextContent('Draining')
    send('tendril-updates', 'UPDATE', aTendril({ status: 'OFFLINE', version: 3 }))
    await userEvent.click(screen.getByRole('button', { name: 'Remove' }))
    await userEvent.click(screen.getByRole('button', { name: 'Remove Tendril' }))

    // Then
    expect(drainTendril).toHaveBeenCalledWith('tendril-1')
    expect(removeTendril).toHaveBeenCalledWith('tendril-1')
    await waitFor(() => expect(screen.queryByTestId('tendril-row')).not.toBeInTheDocument())
  })

  it('offers nothing on a Tendril of the platform', async () => {
    // When
    await opened({ tendrils: () => Promise.resolve([aTendril({ user_id: null })]) })

    // Then
    expect(screen.getByText('managed by the platform')).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Drain' })).not.toBeInTheDocument()
  })

  it('keeps the question open with the reason when a removal is refused', async () => {
    // Given
    const removeTendril = () =>
      Promise.reject(new ApiProblem(409, 'worker-not-offline', 'The Tendril is online again.'))
    await opened({
      tendrils: () => Promise.resolve([aTendril({ status: 'OFFLINE' })]),
      removeTendril,
    })

    // When
    await userEvent.click(screen.getByRole('button', { name: 'Remove' }))
    await userEvent.click(screen.getByRole('button', { name: 'Remove Tendril' }))

    // Then
    const dialog = within(screen.getByTestId('confirm-dialog'))
    expect(await dialog.findByText('The Tendril is online again.')).toBeVisible()
  })

  it('shows the token of a new Tendril with the command that uses it', async () => {
    // Given
    const registrationToken = () =>
      Promise.resolve({ token: 'vtr_secret', expires_at: '2026-11-22T11:00:00+00:00' })
    await opened({ registrationToken })

    // When
    await userEvent.click(screen.getByRole('button', { name: 'Add Tendril' }))
    await userEvent.type(screen.getByLabelText('Name'), 'loft')
    await userEvent.click(screen.getByRole('button', { name: 'Create token' }))

    // Then
    expect(await screen.findByTestId('registration-token')).toHaveTextContent('vtr_secret')
    expect(screen.getByText(/VINTNER_TENDRIL_NAME=loft/)).toBeVisible()
  })
})

describe('the registration command', () => {
  it('keeps a name with spaces and quotes one word', () => {
    // When
    const command = registrationCommand('http://127.0.0.1:8080', "Ada's box", 'vtr_x')

    // Then
    expect(command).toContain(`VINTNER_TENDRIL_NAME='Ada'\\''s box'`)
    expect(command).toContain(`> 'tendril-Ada'\\''s box'/registration-token`)
  })
})
