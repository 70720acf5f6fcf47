import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { vi } from 'vitest'
import { ApiProblem } from '../api/http'
import type { Plan } from '../api/rows'
import { aChunk, aJob, aVine } from '../test/fakes'
import { CHANNELS, renderPage } from '../test/renderPage'
import { JobPage } from './JobPage'

const LOG = 'job-logs-job-1'
type Api = Parameters<typeof renderPage>[3]

async function opened(api: Api = {}) {
  const page = renderPage(<JobPage />, 'jobs/:id', '/jobs/job-1', {
    job: () => Promise.resolve(aJob()),
    vines: () => Promise.resolve([aVine()]),
    ...api,
  })
  const { realtime } = page
  act(() => CHANNELS.forEach((channel) => realtime.live(channel)))
  await screen.findByTestId('job-page')
  act(() => realtime.live(LOG))
  await waitFor(() =>
    expect(screen.getByTestId('log-counts')).toHaveAttribute('data-complete', 'true'),
  )
  const send = (...args: Parameters<typeof realtime.send>) => act(() => realtime.send(...args))
  return { ...page, send }
}

const PLAN: Plan = {
  job_id: 'job-1',
  sha256: 'a1',
  used_by: null,
  expires_at: '9999-01-01T00:00:00Z',
}

/** A PLAN that is done, and what it left. */
function withPlan(part: Partial<Plan>): NonNullable<Api> {
  return {
    job: () => Promise.resolve(aJob({ job_type: 'PLAN', status: 'SUCCESS' })),
    jobDetails: () =>
      Promise.resolve({
        config_snapshot: {},
        execution_metadata: null,
        plan: { ...PLAN, ...part },
        events: [],
      }),
  }
}

const linesShown = () =>
  screen.queryAllByTestId('log-line').map((line) => line.querySelector('.log-text')?.textContent)

describe('the job page', () => {
  it('moves with the job and follows its log', async () => {
    // Given
    const { send } = await opened()
    expect(screen.getByText(/a Tendril has to claim this job/)).toBeVisible()

    // When
    send('job-updates', 'UPDATE', aJob({ status: 'PROCESSING', worker_name: 'cellar', version: 2 }))
    send(LOG, 'INSERT', aChunk(1, 'Initializing…\nhalf'))
    send(LOG, 'INSERT', aChunk(2, 'Warning\n', { stream_type: 'STDERR' }))
    send(LOG, 'INSERT', aChunk(3, ' a line\n'))

    // Then
    expect(screen.getByTestId('job-status')).toHaveTextContent('Processing')
    await waitFor(() => expect(linesShown()).toEqual(['Initializing…', 'half a line', 'Warning']))
    expect(screen.getByTestId('log-counts')).toHaveTextContent('3 lines')
    expect(screen.getByTestId('log-counts')).toHaveAttribute('data-stderr', '1')
    expect(screen.getByText('cellar')).toBeVisible()
  })

  it('shows only the chosen streams', async () => {
    // Given
    const { send } = await opened()
    send(LOG, 'INSERT', aChunk(1, 'out\n'))
    send(LOG, 'INSERT', aChunk(2, 'bad\n', { stream_type: 'STDERR' }))
    await waitFor(() => expect(linesShown()).toHaveLength(2))

    // When
    await userEvent.click(screen.getByTestId('stream-STDOUT'))

    // Then
    expect(linesShown()).toEqual(['bad'])
    expect(screen.getByTestId('log-line')).toHaveAttribute('data-stream', 'STDERR')
  })

  it('colours a line by its ANSI codes', async () => {
    // Given
    const { send } = await opened()

    // When
    send(LOG, 'INSERT', aChunk(1, '\u001b[32mPlan:\u001b[0m 2 to add\n'))

    // Then
    await waitFor(() => expect(linesShown()).toEqual(['Plan: 2 to add']))
    expect(screen.getByText('Plan:')).toHaveClass('fg-green')
  })

  it('counts the matches of a search and marks them', async () => {
    // Given
    const { send } = await opened()
    send(LOG, 'INSERT', aChunk(1, 'Creating…\nstill creating\ndone\n'))
    await waitFor(() => expect(linesShown()).toHaveLength(3))

    // When
    await userEvent.type(screen.getByLabelText('Search the log'), 'CREATING')

    // Then
    expect(screen.getByText('1/2')).toBeVisible()
    expect(screen.getAllByText(/creating/i, { selector: 'mark' })).toHaveLength(2)
  })

  it('says why nobody takes a queued job', async () => {
    // Given
    const { send } = await opened()
    const reason = 'no Tendril that is online has the labels zone=eu'

    // When
    send('job-updates', 'UPDATE', aJob({ waiting_reason: reason, version: 2 }))

    // Then
    expect(screen.getByTestId('job-tendril')).toHaveTextContent(reason)
  })

  it('cancels a job that is still queued', async () => {
    // Given
    const cancelJob = vi.fn(() => Promise.resolve(aJob({ status: 'CANCELLED', version: 2 })))
    await opened({ cancelJob })

    // When
    await userEvent.click(screen.getByRole('button', { name: 'Cancel job' }))

    // Then
    expect(cancelJob).toHaveBeenCalledWith('job-1', 'graceful')
    expect(screen.getByTestId('job-status')).toHaveTextContent('Cancelled')
    expect(screen.queryByRole('button', { name: 'Cancel job' })).not.toBeInTheDocument()
  })

  it('tells a running Terraform to stop, and kills it only when asked again', async () => {
    // Given
    const running = aJob({ status: 'PROCESSING' })
    const cancelJob = vi.fn(() => Promise.resolve(running))
    await opened({ job: () => Promise.resolve(running), cancelJob })

    // When
    await userEvent.click(screen.getByRole('button', { name: 'Cancel job' }))
    await userEvent.click(await screen.findByRole('button', { name: 'Kill Terraform' }))
    const dialog = screen.getByTestId('confirm-dialog')
    await userEvent.click(within(dialog).getByRole('button', { name: 'Kill Terraform' }))

    // Then
    expect(cancelJob.mock.calls).toEqual([
      ['job-1', 'graceful'],
      ['job-1', 'force'],
    ])
  })

  it('applies exactly the plan that was looked at', async () => {
    // Given
    const createJob = vi.fn(() => Promise.resolve(aJob({ id: 'job-2' })))
    await opened({ ...withPlan({ used_by: null }), createJob })

    // When
    await userEvent.click(await screen.findByRole('button', { name: 'Apply this plan' }))
    expect(screen.getByText(/applies this plan and nothing else/)).toBeVisible()
    await userEvent.click(screen.getByTestId('run-confirm'))

    // Then
    expect(createJob).toHaveBeenCalledWith({
      vine_id: 'vine-1',
      job_type: 'DEPLOY',
      assigned_worker_id: null,
      plan: PLAN,
    })
  })

  it('offers a plan only once, and tells to which job it was given', async () => {
    // When
    await opened(withPlan({ used_by: 'job-9' }))

    // Then
    expect(await screen.findByTestId('plan-review')).toHaveTextContent('was given to job-9')
    expect(screen.queryByRole('button', { name: 'Apply this plan' })).not.toBeInTheDocument()
  })

  it('offers no plan that is too old', async () => {
    // When
    await opened(withPlan({ used_by: null, expires_at: '2026-11-22T09:00:00+00:00' }))

    // Then
    expect(await screen.findByTestId('plan-review')).toHaveTextContent('too old')
    expect(screen.queryByRole('button', { name: 'Apply this plan' })).not.toBeInTheDocument()
  })

  it('runs an ended job again as a new one, on a chosen Tendril', async () => {
    // Given
    const createJob = vi.fn(() => Promise.resolve(aJob({ id: 'job-2' })))
    await opened({ job: () => Promise.resolve(aJob({ status: 'FAILED' })), createJob })

    // When
    await userEvent.click(screen.getByRole('button', { name: 'Run again' }))
    await userEvent.click(screen.getByTestId('run-confirm'))

    // Then
    expect(createJob).toHaveBeenCalledWith({
      vine_id: 'vine-1',
      job_type: 'DEPLOY',
      assigned_worker_id: null,
      plan: null,
    })
  })

  it('destroys nothing before the name is typed', async () => {
    // Given
    await opened({ job: () => Promise.resolve(aJob({ status: 'SUCCESS', job_type: 'DESTROY' })) })
    await userEvent.click(screen.getByRole('button', { name: 'Run again' }))
    const dialog = within(screen.getByTestId('run-dialog'))
    const before = dialog.getByTestId('run-confirm').hasAttribute('disabled')

    // When
    await userEvent.type(dialog.getByRole('textbox'), 'barrel')

    // Then
    expect(before).toBe(true)
    expect(dialog.getByTestId('run-confirm')).toBeEnabled()
  })

  it('says why a job failed and marks one that nobody reviewed', async () => {
    // When
    await opened({
      job: () =>
        Promise.resolve(
          aJob({ status: 'FAILED', unreviewed: true, error_message: 'terraform apply: exit 1' }),
        ),
    })

    // Then
    expect(screen.getByTestId('job-outcome')).toHaveTextContent('terraform apply: exit 1')
    expect(screen.getByText('Unreviewed')).toBeVisible()
  })

  it('says so when there is no such job', async () => {
    // When
    renderPage(<JobPage />, 'jobs/:id', '/jobs/job-1', {
      job: () => Promise.reject(new ApiProblem(404, 'not-found', 'No such job.')),
    })

    // Then
    expect(await screen.findByText('There is no such job')).toBeVisible()
  })
})
