import type { ReactNode } from 'react'

export type Tone = 'green' | 'yellow' | 'red' | 'blue' | 'grey' | 'accent'

interface BadgeProps {
  tone: Tone
  children: ReactNode
  /** The dot breathes: something is going on. */
  live?: boolean
  title?: string
  dot?: boolean
  /** The status word, for tests and styles. */
  status?: string
  testId?: string
}

export function Badge({ tone, children, live, title, dot = true, status, testId }: BadgeProps) {
  return (
    <span
      className={`badge tone-${tone}${live ? ' badge-live' : ''}`}
      title={title}
      data-status={status}
      data-testid={testId}
    >
      {dot && <span className="dot" aria-hidden="true" />}
      {children}
    </span>
  )
}
