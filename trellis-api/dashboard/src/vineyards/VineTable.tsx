import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { JobType, Vine } from '../api/rows'
import { RunDialog } from '../jobs/RunDialog'
import { useWorkspace } from '../session/SessionContext'
import { Button } from '../ui/Button'
import { ConfirmDialog } from '../ui/ConfirmDialog'
import { DataTable, type Column } from '../ui/DataTable'
import { agoText, moneyText } from '../ui/format'
import { useNow } from '../ui/useNow'
import { StageBadge, VineStatusBadge } from './vineWords'

type Wish = { vine: Vine; kind: JobType | 'DELETE' | 'RECONCILE' }

export function VineTable({ vines }: { vines: readonly Vine[] }) {
  const { stores } = useWorkspace()
  const navigate = useNavigate()
  const now = useNow(true, 15_000)
  const [wish, setWish] = useState<Wish | null>(null)
  const close = () => setWish(null)

  return (
    <>
      <DataTable
        label="Vines"
        columns={columns(now, setWish)}
        rows={vines}
        testId="vine-row"
        dataOf={(vine) => ({ 'data-status': vine.status, 'data-name': vine.project_name })}
      />
      {wish?.kind === 'DELETE' && (
        <ConfirmDialog
          title={`Delete ${wish.vine.project_name}?`}
          confirm="Delete vine"
          onConfirm={() => stores.vineyards.deleteVine(wish.vine.id)}
          onClose={close}
        >
          <p>The vine goes, with its jobs, logs and Terraform state.</p>
          <p>
            <strong>What Terraform has built is not destroyed.</strong> Destroy the vine first if it
            should be.
          </p>
        </ConfirmDialog>
      )}
      {wish?.kind === 'RECONCILE' && (
        <ConfirmDialog
          title={`Reconcile ${wish.vine.project_name}?`}
          confirm="It is as the state says"
          danger={false}
          onConfirm={() => stores.vineyards.reconcileVine(wish.vine.id)}
          onClose={close}
        >
          <p>
            A Tendril was lost while it changed this vine. Make sure that its Terraform has ended,
            and run a plan: it shows where what stands and the state differ.
          </p>
          <p>From then on the last state counts, and jobs may change the vine again.</p>
        </ConfirmDialog>
      )}
      {wish && wish.kind !== 'DELETE' && wish.kind !== 'RECONCILE' && (
        <RunDialog
          vine={wish.vine}
          type={wish.kind}
          onClose={close}
          onQueued={(job) => void navigate(`/jobs/${job.id}`)}
        />
      )}
    </>
  )
}

function columns(now: number, ask: (wish: Wish) => void): Column<Vine>[] {
  return [
    {
      head: 'Vine',
      kind: 'lead',
      cell: (vine) => (
        <span className="stack">
          <span className="mono">{vine.project_name}</span>
          <small>
            Terraform {vine.terraform_version} · {agoText(vine.updated_at, now)}
          </small>
        </span>
      ),
    },
    { head: 'Status', cell: (vine) => <VineStatusBadge vine={vine} /> },
    { head: 'Stage', cell: (vine) => <StageBadge stage={vine.environment_stage} /> },
    { head: 'Region', cell: (vine) => <span className="mono">{vine.region}</span> },
    {
      head: 'Monthly cost',
      kind: 'number',
      cell: (vine) => <span data-testid="vine-cost">{moneyText(vine.estimated_monthly_cost)}</span>,
    },
    { head: 'Actions', kind: 'actions', cell: (vine) => <Actions vine={vine} ask={ask} /> },
  ]
}

function Actions({ vine, ask }: { vine: Vine; ask: (wish: Wish) => void }) {
  const busy = vine.status === 'PROVISIONING' || vine.status === 'DESTROYING'
  const held = busy || vine.reconcile
  const stands = vine.status === 'ACTIVE' || vine.status === 'FAILED'
  return (
    <span className="row">
      <Button small icon="plan" onClick={() => ask({ vine, kind: 'PLAN' })}>
        Plan
      </Button>
      {vine.reconcile && (
        <Button small onClick={() => ask({ vine, kind: 'RECONCILE' })}>
          Reconcile
        </Button>
      )}
      <Button small icon="deploy" disabled={held} onClick={() => ask({ vine, kind: 'DEPLOY' })}>
        Deploy
      </Button>
      {stands || busy ? (
        <Button
          small
          look="danger"
          icon="destroy"
          disabled={held}
          onClick={() => ask({ vine, kind: 'DESTROY' })}
        >
          Destroy
        </Button>
      ) : (
        <Button small look="quiet" onClick={() => ask({ vine, kind: 'DELETE' })}>
          Delete
        </Button>
      )}
    </span>
  )
}
