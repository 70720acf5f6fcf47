import { useState } from 'react'
import type { Job, JobType, Plan, Vine } from '../api/rows'
import { useLive, useWorkspace } from '../session/SessionContext'
import { byName } from '../stores/tendrils'
import { TendrilDot } from '../tendrils/tendrilWords'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { Field } from '../ui/Field'
import { wordText } from '../ui/format'
import { Problem } from '../ui/states'
import { useAttempt } from '../ui/useAttempt'

interface RunDialogProps {
  vine: Vine
  type: JobType
  /** The plan that a DEPLOY applies; without one it plans by itself. */
  plan?: Plan
  onClose: () => void
  onQueued: (job: Job) => void
}

const EXPLAINED: Record<JobType, string> = {
  PLAN: 'Terraform works out what it would change. Nothing is changed.',
  DEPLOY: 'Terraform plans and applies in one run: the plan is not reviewed before.',
  DESTROY: 'Terraform destroys everything that this vine has built. This cannot be undone.',
  CONNECTION_TEST: 'Terraform checks that the configuration is valid. Nothing is changed.',
}

const APPLIES =
  'Terraform applies this plan and nothing else. If the vine or its state has changed since, the job is refused.'

/** Queues a job: which Tendril may take it, and, before anything is destroyed, the vine's name. */
export function RunDialog({ vine, type, plan, onClose, onQueued }: RunDialogProps) {
  const { stores } = useWorkspace()
  const [tendrilId, setTendrilId] = useState<string | null>(null)
  const [typed, setTyped] = useState('')
  const { busy, problem, attempt } = useAttempt()
  const destroys = type === 'DESTROY'

  const queue = () =>
    attempt(async () => {
      onQueued(
        await stores.jobs.create({
          vine_id: vine.id,
          job_type: type,
          assigned_worker_id: tendrilId,
          plan: plan ?? null,
        }),
      )
    })

  return (
    <Dialog title={`${wordText(type)} ${vine.project_name}`} onClose={onClose} testId="run-dialog">
      <p className="dialog-text">{plan ? APPLIES : EXPLAINED[type]}</p>
      <TendrilPicker value={tendrilId} onChange={setTendrilId} />
      {destroys && (
        <Field label={`To confirm, type ${vine.project_name}`}>
          {(ids) => (
            <input
              {...ids}
              className="input mono"
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
      )}
      {problem !== null && <Problem>{problem}</Problem>}
      <div className="dialog-actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look={destroys ? 'danger' : 'primary'}
          busy={busy}
          disabled={destroys && typed !== vine.project_name}
          onClick={() => void queue()}
          data-testid="run-confirm"
        >
          {wordText(type)}
        </Button>
      </div>
    </Dialog>
  )
}

interface TendrilPickerProps {
  value: string | null
  onChange: (id: string | null) => void
}

function TendrilPicker({ value, onChange }: TendrilPickerProps) {
  const { stores } = useWorkspace()
  const tendrils = byName(useLive(stores.tendrils, (state) => state.rows))
  const online = tendrils.some((tendril) => tendril.status === 'ONLINE')
  return (
    <fieldset className="picker">
      <legend className="field-label">Tendril</legend>
      <label className="picker-choice">
        <input
          type="radio"
          name="tendril"
          checked={value === null}
          onChange={() => onChange(null)}
        />
        <span className="stack">
          Any available
          {!online && <small>None is online now: the job waits until one is.</small>}
        </span>
      </label>
      {tendrils.map((tendril) => (
        <label key={tendril.id} className="picker-choice">
          <input
            type="radio"
            name="tendril"
            checked={value === tendril.id}
            disabled={tendril.status !== 'ONLINE'}
            onChange={() => onChange(tendril.id)}
          />
          <TendrilDot status={tendril.status} />
          <span>{tendril.name}</span>
          <small className="muted">{wordText(tendril.status)}</small>
        </label>
      ))}
    </fieldset>
  )
}
