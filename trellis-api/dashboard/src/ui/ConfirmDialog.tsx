import type { ReactNode } from 'react'
import { Button } from './Button'
import { Dialog } from './Dialog'
import { Problem } from './states'
import { useAttempt } from './useAttempt'

interface ConfirmDialogProps {
  title: string
  children: ReactNode
  confirm: string
  danger?: boolean
  onConfirm: () => Promise<unknown>
  onClose: () => void
}

/** Asks once, does it, and stays open with the reason when it fails. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, confirm, danger = true, onConfirm, onClose } = props
  const { busy, problem, attempt } = useAttempt()

  const act = () =>
    attempt(async () => {
      await onConfirm()
      onClose()
    })

  return (
    <Dialog title={title} onClose={onClose} testId="confirm-dialog">
      <div className="dialog-text">{children}</div>
      {problem !== null && <Problem>{problem}</Problem>}
      <div className="dialog-actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button look={danger ? 'danger' : 'primary'} busy={busy} onClick={() => void act()}>
          {confirm}
        </Button>
      </div>
    </Dialog>
  )
}
