import { useState } from 'react'
import { messageOf } from '../api/http'
import { isRunning, type Job } from '../api/rows'
import { useWorkspace } from '../session/SessionContext'
import { Button } from '../ui/Button'
import { ConfirmDialog } from '../ui/ConfirmDialog'
import { Problem } from '../ui/states'

/**
 * Ends a job that has not ended: before Terraform runs at once; else Terraform is told to stop,
 * and may be killed when that takes too long.
 */
export function CancelJob({ job }: { job: Job }) {
  const { stores } = useWorkspace()
  const [cancelling, setCancelling] = useState(false)
  const [stopping, setStopping] = useState(false)
  const [asking, setAsking] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  if (job.status !== 'QUEUED' && !isRunning(job)) return null

  const cancel = async () => {
    setCancelling(true)
    setProblem(null)
    try {
      await stores.jobs.cancel(job.id, 'graceful')
      setStopping(true)
    } catch (failure) {
      setProblem(messageOf(failure))
    }
    setCancelling(false)
  }

  return (
    <>
      {problem !== null && <Problem>{problem}</Problem>}
      {stopping && job.status === 'PROCESSING' ? (
        <>
          <span className="muted" role="status">
            Terraform was told to stop and saves what it has done…
          </span>
          <Button look="danger" icon="stop" onClick={() => setAsking(true)}>
            Kill Terraform
          </Button>
        </>
      ) : (
        <Button look="danger" icon="stop" busy={cancelling} onClick={() => void cancel()}>
          Cancel job
        </Button>
      )}
      {asking && (
        <ConfirmDialog
          title="Kill Terraform?"
          confirm="Kill Terraform"
          onConfirm={() => stores.jobs.cancel(job.id, 'force')}
          onClose={() => setAsking(false)}
        >
          <p>
            What it is building just now may then be missing in its state. If it was changing
            something, the vine has to be reconciled before its next job.
          </p>
        </ConfirmDialog>
      )}
    </>
  )
}
