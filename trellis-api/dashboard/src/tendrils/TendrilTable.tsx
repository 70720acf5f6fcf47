import { useState } from 'react'
import { Link } from 'react-router'
import { messageOf } from '../api/http'
import { isRunning, type Job, type Tendril } from '../api/rows'
import { useLive, useWorkspace } from '../session/SessionContext'
import { listed, type Rows } from '../stores/rows'
import { Button } from '../ui/Button'
import { ConfirmDialog } from '../ui/ConfirmDialog'
import { DataTable, type Column } from '../ui/DataTable'
import { agoText, momentText, wordText } from '../ui/format'
import { Problem } from '../ui/states'
import { useNow } from '../ui/useNow'
import { TendrilStatusBadge } from './tendrilWords'

type Wish = { kind: 'drain' | 'remove'; tendril: Tendril }

export function TendrilTable({ tendrils }: { tendrils: readonly Tendril[] }) {
  const { stores, user } = useWorkspace()
  const jobs = useLive(stores.jobs, (state) => state.rows)
  const now = useNow()
  const [wish, setWish] = useState<Wish | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  const drain = async (tendril: Tendril) => {
    setProblem(null)
    try {
      await stores.tendrils.drain(tendril.id)
    } catch (failure) {
      setProblem(messageOf(failure))
    }
  }
  const ask = ({ kind, tendril }: Wish) => {
    if (kind === 'drain') void drain(tendril)
    else setWish({ kind, tendril })
  }

  return (
    <>
      {problem !== null && <Problem>{problem}</Problem>}
      <DataTable
        label="Tendrils"
        columns={columns(jobs, now, user.id, ask)}
        rows={tendrils}
        testId="tendril-row"
        dataOf={(tendril) => ({ 'data-status': tendril.status, 'data-name': tendril.name })}
      />
      {wish && (
        <ConfirmDialog
          title={`Remove ${wish.tendril.name}?`}
          confirm="Remove Tendril"
          onConfirm={() => stores.tendrils.remove(wish.tendril.id)}
          onClose={() => setWish(null)}
        >
          <p>
            Its credentials end. To come back, the machine has to be registered again with a new
            token. Its jobs and their logs stay.
          </p>
        </ConfirmDialog>
      )}
    </>
  )
}

function columns(
  jobs: Rows<Job>,
  now: number,
  userId: string,
  ask: (wish: Wish) => void,
): Column<Tendril>[] {
  const running = new Map(
    listed(jobs)
      .filter(isRunning)
      .map((job) => [job.worker_id, job]),
  )
  return [
    {
      head: 'Name',
      kind: 'lead',
      cell: (tendril) => (
        <span className="stack">
          <strong>{tendril.name}</strong>
          {tendril.user_id === null && <small>managed by the platform</small>}
        </span>
      ),
    },
    { head: 'Status', cell: (tendril) => <TendrilStatusBadge status={tendril.status} /> },
    {
      head: 'Version',
      cell: (tendril) => <span className="mono">{tendril.agent_version ?? '–'}</span>,
    },
    {
      head: 'Last heartbeat',
      cell: (tendril) => (
        <time
          className="muted"
          dateTime={tendril.last_heartbeat ?? undefined}
          title={momentText(tendril.last_heartbeat)}
        >
          {agoText(tendril.last_heartbeat, now)}
        </time>
      ),
    },
    { head: 'Current job', cell: (tendril) => <CurrentJob job={running.get(tendril.id)} /> },
    {
      head: 'Actions',
      kind: 'actions',
      cell: (tendril) =>
        tendril.user_id === userId && (
          <span className="row">
            {tendril.status === 'ONLINE' && (
              <Button small icon="drain" onClick={() => ask({ kind: 'drain', tendril })}>
                Drain
              </Button>
            )}
            {tendril.status === 'OFFLINE' && (
              <Button
                small
                look="danger"
                icon="destroy"
                onClick={() => ask({ kind: 'remove', tendril })}
              >
                Remove
              </Button>
            )}
          </span>
        ),
    },
  ]
}

function CurrentJob({ job }: { job: Job | undefined }) {
  if (!job) return <span className="muted">–</span>
  return <Link to={`/jobs/${job.id}`}>{wordText(job.job_type)}</Link>
}
