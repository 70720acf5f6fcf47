import { useState, type SubmitEvent } from 'react'
import { useNavigate } from 'react-router'
import { messageOf } from '../api/http'
import { useWorkspace } from '../session/SessionContext'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { Field } from '../ui/Field'
import { formText } from '../ui/formText'
import { Problem } from '../ui/states'

export function NewVineyardDialog({ onClose }: { onClose: () => void }) {
  const { stores } = useWorkspace()
  const navigate = useNavigate()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const description = formText(form, 'description')
    setBusy(true)
    setProblem(null)
    try {
      const created = await stores.vineyards.createVineyard(
        formText(form, 'name'),
        description === '' ? null : description,
      )
      void navigate(`/vineyards/${created.id}`)
    } catch (failure) {
      setProblem(messageOf(failure))
      setBusy(false)
    }
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
