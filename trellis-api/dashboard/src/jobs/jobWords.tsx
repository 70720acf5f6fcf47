import { Link } from 'react-router'
import type { Job, JobStatus, JobType } from '../api/rows'
import { isRunning } from '../api/rows'
import { Badge, type Tone } from '../ui/Badge'
import { shortId, timeOf, wordText } from '../ui/format'
import { Icon, type IconName } from '../ui/Icon'

const TONES: Record<JobStatus, Tone> = {
  QUEUED: 'grey',
  CLAIMED: 'blue',
  PROCESSING: 'blue',
  SUCCESS: 'green',
  FAILED: 'red',
  CANCELLED: 'yellow',
}

const ICONS: Record<JobType, IconName> = {
  PLAN: 'plan',
  DEPLOY: 'deploy',
  DESTROY: 'destroy',
  CONNECTION_TEST: 'test',
}

export function JobStatusBadge({ status, testId }: { status: JobStatus; testId?: string }) {
  return (
    <Badge
      tone={TONES[status]}
      live={status === 'PROCESSING'}
      status={status}
      {...(testId ? { testId } : {})}
    >
      {wordText(status)}
    </Badge>
  )
}

export function JobTypeLabel({ type }: { type: JobType }) {
  return (
    <span className="with-icon">
      {/* The API may know types that this page does not. */}
      <Icon name={(ICONS as Partial<Record<string, IconName>>)[type] ?? 'jobs'} />
      {wordText(type)}
    </span>
  )
}

export function JobLink({ id }: { id: string }) {
  return (
    <Link to={`/jobs/${id}`} className="mono">
      {shortId(id)}
    </Link>
  )
}

export function UnreviewedMark() {
  return (
    <Badge
      tone="yellow"
      dot={false}
      title="Planned and applied in one run: nobody reviewed the plan"
    >
      Unreviewed
    </Badge>
  )
}

/** Milliseconds of work; NaN while nothing has begun. */
export function durationOf(job: Job, now: number): number {
  const end = job.completed_at ? timeOf(job.completed_at) : isRunning(job) ? now : Number.NaN
  return end - timeOf(job.started_at)
}
