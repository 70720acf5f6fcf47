import type { Stage, Vine, VineStatus } from '../api/rows'
import { Badge, type Tone } from '../ui/Badge'
import { wordText } from '../ui/format'

const TONES: Record<VineStatus, Tone> = {
  DRAFT: 'grey',
  PROVISIONING: 'blue',
  ACTIVE: 'green',
  FAILED: 'red',
  DESTROYING: 'yellow',
  DESTROYED: 'grey',
}

export function VineStatusBadge({ vine }: { vine: Vine }) {
  const busy = vine.status === 'PROVISIONING' || vine.status === 'DESTROYING'
  return (
    <span className="row">
      <Badge tone={TONES[vine.status]} live={busy} status={vine.status} testId="vine-status">
        {wordText(vine.status)}
      </Badge>
      {vine.reconcile && (
        <Badge
          tone="yellow"
          dot={false}
          title="A Tendril was lost while it changed this vine: compare what stands with the state"
        >
          Reconcile
        </Badge>
      )}
    </span>
  )
}

const STAGE_TONES: Record<Stage, Tone> = {
  development: 'grey',
  staging: 'blue',
  production: 'accent',
}

export function StageBadge({ stage }: { stage: Stage }) {
  return (
    <Badge tone={STAGE_TONES[stage]} dot={false}>
      {stage}
    </Badge>
  )
}
