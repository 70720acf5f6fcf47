import type { ReactNode } from 'react'
import { Button } from './Button'
import { Icon, type IconName } from './Icon'

interface EmptyProps {
  icon: IconName
  title: string
  children?: ReactNode
  action?: ReactNode
}

export function Empty({ icon, title, children, action }: EmptyProps) {
  return (
    <div className="empty">
      <span className="empty-icon">
        <Icon name={icon} size={26} />
      </span>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  )
}

export function LoadingRows({ label, rows = 4 }: { label: string; rows?: number }) {
  return (
    <div className="skeletons" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} className="skeleton" aria-hidden="true" />
      ))}
    </div>
  )
}

interface ProblemProps {
  children: ReactNode
  onRetry?: () => void
}

export function Problem({ children, onRetry }: ProblemProps) {
  return (
    <div className="problem" role="alert">
      <Icon name="warning" />
      <span className="problem-text">{children}</span>
      {onRetry && (
        <Button small icon="again" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  )
}

interface ListProps<R> {
  label: string
  rows: readonly R[]
  fetchedAt: number | null
  problem: string | null
  onRetry: () => void
  empty: ReactNode
  children: (rows: readonly R[]) => ReactNode
}

/** The four states of every list: loading, failed, empty, filled (perhaps with an old problem). */
export function ListStates<R>(props: ListProps<R>) {
  const { label, rows, fetchedAt, problem, onRetry, empty, children } = props
  if (rows.length === 0 && fetchedAt === null && problem === null) {
    return <LoadingRows label={`Loading ${label}`} />
  }
  return (
    <>
      {problem !== null && (
        <Problem onRetry={onRetry}>
          {rows.length > 0
            ? `These ${label} may be out of date. `
            : `The ${label} could not be loaded. `}
          {problem}
        </Problem>
      )}
      {rows.length > 0 ? children(rows) : problem === null && empty}
    </>
  )
}
