import type { ExecutionMetadata, Job } from '../api/rows'
import { Icon } from '../ui/Icon'

/** How the job ended: the reason of a failure, or what Terraform counted. */
export function JobOutcome({ job, metadata }: { job: Job; metadata: ExecutionMetadata | null }) {
  if (job.status === 'FAILED') {
    return (
      <div className="notice tone-red" data-testid="job-outcome">
        <Icon name="warning" />
        <span className="problem-text">
          {job.error_message ?? 'The job failed.'}
          {job.error_code !== null && <span className="mono"> {job.error_code}</span>}
        </span>
      </div>
    )
  }
  if (job.status === 'CANCELLED') {
    return (
      <div className="notice tone-yellow" data-testid="job-outcome">
        <Icon name="stop" />
        <span>{job.error_message ?? 'Cancelled before it was done.'}</span>
      </div>
    )
  }
  const plan = metadata?.plan
  if (job.status !== 'SUCCESS' || !plan) return null
  const done = job.job_type !== 'PLAN'
  return (
    <div className="notice notice-counts" data-testid="job-outcome">
      <span className="count tone-green">
        <b>+{plan.add}</b> {done ? 'added' : 'to add'}
      </span>
      <span className="count tone-yellow">
        <b>~{plan.change}</b> {done ? 'changed' : 'to change'}
      </span>
      <span className="count tone-red">
        <b>−{plan.destroy}</b> {done ? 'destroyed' : 'to destroy'}
      </span>
    </div>
  )
}
