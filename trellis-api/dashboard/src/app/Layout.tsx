import { useEffect } from 'react'
import { NavLink, Outlet } from 'react-router'
import { useWorkspace } from '../session/SessionContext'
import { Button } from '../ui/Button'
import { Icon, type IconName } from '../ui/Icon'
import { Brand } from './Brand'
import { ConnectionIndicator } from './ConnectionIndicator'

const PLACES: readonly { to: string; text: string; icon: IconName }[] = [
  { to: '/', text: 'Overview', icon: 'overview' },
  { to: '/jobs', text: 'Jobs', icon: 'jobs' },
  { to: '/vineyards', text: 'Vineyards', icon: 'vineyard' },
  { to: '/tendrils', text: 'Tendrils', icon: 'tendril' },
]

/** The frame of all pages; while it is mounted, the stores are subscribed. */
export function Layout() {
  const { stores, session, user } = useWorkspace()
  useEffect(() => stores.connect(), [stores])

  return (
    <div className="layout">
      <a className="skip" href="#main">
        Skip to content
      </a>
      <aside className="side">
        <Brand />
        <nav className="nav" aria-label="Main">
          {PLACES.map(({ to, text, icon }) => (
            <NavLink key={to} to={to} end={to === '/'} className="nav-link">
              <Icon name={icon} />
              <span>{text}</span>
            </NavLink>
          ))}
        </nav>
        <div className="side-foot">
          <ConnectionIndicator />
          <div className="who">
            <span className="avatar" aria-hidden="true">
              {user.name.charAt(0).toUpperCase()}
            </span>
            <span className="who-text">
              <strong data-testid="user-name">{user.name}</strong>
              {user.email !== user.name && <small>{user.email}</small>}
            </span>
            <Button
              look="quiet"
              small
              icon="leave"
              aria-label="Sign out"
              title="Sign out"
              onClick={session.signOut}
            />
          </div>
        </div>
      </aside>
      <main id="main" className="main" tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  )
}
