import { useState, type SubmitEvent } from 'react'
import { useWorkspace } from '../session/SessionContext'
import { Button } from '../ui/Button'
import { Copy } from '../ui/Copy'
import { Dialog } from '../ui/Dialog'
import { Field } from '../ui/Field'
import { momentText } from '../ui/format'
import { formText } from '../ui/formText'
import { Problem } from '../ui/states'
import { useAttempt } from '../ui/useAttempt'
import { registrationCommand } from './registration'

interface Granted {
  name: string
  token: string
  expiresAt: string
}

/** A name, then the token, shown this once, with the command that uses it. */
export function AddTendrilDialog({ onClose }: { onClose: () => void }) {
  const [granted, setGranted] = useState<Granted | null>(null)
  return (
    <Dialog title="Add a Tendril" onClose={onClose} testId="add-tendril-dialog">
      {granted === null ? (
        <NameForm onGranted={setGranted} onClose={onClose} />
      ) : (
        <Command granted={granted} onClose={onClose} />
      )}
    </Dialog>
  )
}

interface NameFormProps {
  onGranted: (granted: Granted) => void
  onClose: () => void
}

function NameForm({ onGranted, onClose }: NameFormProps) {
  const { api } = useWorkspace()
  const { busy, problem, attempt } = useAttempt()

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const name = formText(new FormData(event.currentTarget), 'name')
    await attempt(async () => {
      const { token, expires_at } = await api.registrationToken(name)
      onGranted({ name, token, expiresAt: expires_at })
    })
  }

  return (
    <form className="form" onSubmit={(event) => void submit(event)}>
      <p className="dialog-text">
        You get a token that registers one Tendril, once, within an hour. Start the Tendril with it
        on the machine that shall run Terraform.
      </p>
      <Field label="Name" hint="Shown in the list; the machine's name, for instance.">
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
      {problem !== null && <Problem>{problem}</Problem>}
      <div className="dialog-actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={busy}>
          Create token
        </Button>
      </div>
    </form>
  )
}

function Command({ granted, onClose }: { granted: Granted; onClose: () => void }) {
  const command = registrationCommand(window.location.origin, granted.name, granted.token)
  return (
    <>
      <div className="notice tone-yellow">
        Shown only now, and valid until {momentText(granted.expiresAt)}.
      </div>
      <div className="secret">
        <span className="field-label">Registration token</span>
        <div className="secret-value">
          <code data-testid="registration-token">{granted.token}</code>
          <Copy text={() => granted.token} label="Copy the token" />
        </div>
      </div>
      <div className="secret">
        <span className="field-label">On the machine, in Vintner&apos;s folder</span>
        <div className="secret-value">
          <pre tabIndex={0}>{command}</pre>
          <Copy text={() => command} label="Copy the command" />
        </div>
      </div>
      <p className="hint">The Tendril appears in the list as soon as it has registered.</p>
      <div className="dialog-actions">
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </>
  )
}
