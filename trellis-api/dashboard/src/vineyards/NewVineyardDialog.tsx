import type { SubmitEvent } from 'react'
import { useNavigate } from 'react-router'
import { useWorkspace } from '../session/SessionContext'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { Field } from '../ui/Field'
import { formText } from '../ui/formText'
import { Problem } from '../ui/states'
import { useAttempt } from '../ui/useAttempt'

export function NewVineyardDialog({ onClose }: { onClose: () => void }) {
  const { stores } = useWorkspace()
  const navigate = useNavigate()
  const { busy, problem, attempt } = useAttempt()

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const description = formText(form, 'description')
    await attempt(async () => {
      const created = await stores.vineyards.createVineyard(
        formText(form, 'name'),
        description === '' ? null : description,
      )
      void navigate(`/vineyards/${created.id}`)
    })
  }

  return (
    <Dialog title="New vineyard" onClose={onClose} testId="new-vineyard-dialog">
      <form className="form" onSubmit={(event) => void submit(event)}>
        <Field label="Name" hint="Yours alone: no two of your vineyards share one.">
          {(ids) => (
            <input
              {...ids}
              name="name"
              className="input"
              required
              maxLength={100}
              autoComplete="off"
              autoFocus
            />
          )}
        </Field>
        <Field label="Description (optional)">
          {(ids) => (
            <textarea {...ids} name="description" className="input" rows={3} maxLength={1000} />
          )}
        </Field>
        {problem !== null && <Problem>{problem}</Problem>}
        <div className="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={busy}>
            Create vineyard
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
