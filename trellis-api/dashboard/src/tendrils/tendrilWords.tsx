import type { WorkerStatus } from '../api/rows'
import { Badge, type Tone } from '../ui/Badge'
import { wordText } from '../ui/format'

const TONES: Record<WorkerStatus, Tone> = { ONLINE: 'green', DRAINING: 'yellow', OFFLINE: 'red' }

const EXPLAINED: Record<WorkerStatus, string> = {
  ONLINE: 'Heard from within the last minute; takes jobs',
  DRAINING: 'Finishes its job and takes no new one',
  OFFLINE: 'Not heard from for more than a minute',
}

export function TendrilStatusBadge({ status }: { status: WorkerStatus }) {
  return (
    <Badge tone={TONES[status]} title={EXPLAINED[status]} status={status} testId="tendril-status">
      {wordText(status)}
    </Badge>
  )
}

export function TendrilDot({ status }: { status: WorkerStatus }) {
  return (
    <span className={`tone-${TONES[status]}`}>
      <span className="dot" aria-hidden="true" style={{ display: 'block' }} />
    </span>
  )
}
