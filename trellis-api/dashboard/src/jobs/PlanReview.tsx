import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { Job, Plan } from '../api/rows'
import { useLive, useWorkspace } from '../session/SessionContext'
import { rowOf } from '../stores/rows'
import { Button } from '../ui/Button'
import { momentText, timeOf } from '../ui/format'
import { Icon } from '../ui/Icon'
import { useNow } from '../ui/useNow'
import { JobLink } from './jobWords'
import { RunDialog } from './RunDialog'

/** Under a PLAN that left a plan: apply it, once it was looked at; or what became of it. */
export function PlanReview({ job, plan }: { job: Job; plan: Plan | null }) {
  const now = useNow(true, 15_000)
  if (job.job_type !== 'PLAN' || job.status !== 'SUCCESS' || !plan) return null
  return (
    <div className="notice notice-plan" data-testid="plan-review">
      <Icon name="plan" />
      {plan.used_by !== null ? (
        <span>
          This plan was given to <JobLink id={plan.used_by} />. A plan is applied once.
        </span>
      ) : timeOf(plan.expires_at) <= now ? (
        <span>This plan is too old to be applied: plan again.</span>
      ) : (
        <Apply job={job} plan={plan} />
      )}
    </div>
  )
}

function Apply({ job, plan }: { job: Job; plan: Plan }) {
  const { stores } = useWorkspace()
  const navigate = useNavigate()
  const vine = useLive(stores.vineyards.vines, (state) => rowOf(state.rows, job.vine_id))
  const [asking, setAsking] = useState(false)
  if (!vine) return null
  return (
    <>
      <span className="problem-text">
        Look at the plan in the log, then apply exactly this one
        {plan.module_version && (
          <>
            , on the module that it was made from (
            <span className="mono">{plan.module_version.slice(0, 12)}</span>)
          </>
        )}
        . It can be applied until{' '}
        <time dateTime={plan.expires_at}>{momentText(plan.expires_at)}</time>.
      </span>
      <Button look="primary" icon="deploy" onClick={() => setAsking(true)}>
        Apply this plan
      </Button>
      {asking && (
        <RunDialog
          vine={vine}
          type="DEPLOY"
          plan={plan}
          onClose={() => setAsking(false)}
          onQueued={(queued) => void navigate(`/jobs/${queued.id}`)}
        />
      )}
    </>
  )
}
