import { useEffect, type ReactNode } from 'react'
import { Link } from 'react-router'
import { Icon } from './Icon'

interface PageHeadProps {
  title: string
  /** What the browser's tab says; the title, if absent. */
  tab?: string
  back?: { to: string; text: string }
  children?: ReactNode
  lead?: ReactNode
}

export function PageHead({ title, tab = title, back, children, lead }: PageHeadProps) {
  useEffect(() => {
    document.title = `${tab} · Vintner`
  }, [tab])
  return (
    <header className="page-head">
      <div className="page-head-text">
        {back && (
          <Link className="back" to={back.to}>
            <Icon name="back" size={15} />
            {back.text}
          </Link>
        )}
        <h1>{title}</h1>
        {lead !== undefined && <p className="lead">{lead}</p>}
      </div>
      {children !== undefined && <div className="page-head-actions">{children}</div>}
    </header>
  )
}
