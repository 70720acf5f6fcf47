import { render } from '@testing-library/react'
import { useEffect, type ReactNode } from 'react'
import { MemoryRouter, Route, Routes } from 'react-router'
import type { TrellisApi } from '../api/trellis'
import { WorkspaceContext, type Workspace } from '../session/SessionContext'
import { createSession } from '../session/session'
import { createStores } from '../stores/stores'
import { MemoryRealtime, contextOf } from './fakes'

const NOTHING: Partial<TrellisApi> = {
  jobs: () => Promise.resolve({ items: [], next_cursor: null }),
  tendrils: () => Promise.resolve([]),
  vineyards: () => Promise.resolve([]),
  vines: () => Promise.resolve([]),
  logs: () => Promise.resolve({ items: [], more: false }),
  jobDetails: () =>
    Promise.resolve({ config_snapshot: {}, execution_metadata: null, plan: null, events: [] }),
}

export const CHANNELS = ['job-updates', 'tendril-updates', 'vineyard-updates', 'vine-updates']

/** A page at its address, its stores connected to a realtime in memory. */
export function renderPage(page: ReactNode, path: string, at: string, api: Partial<TrellisApi>) {
  const realtime = new MemoryRealtime()
  const storeContext = contextOf(realtime, { ...NOTHING, ...api })
  const stores = createStores(storeContext)
  const workspace: Workspace = {
    session: createSession(Date.now, () => Promise.reject(new Error('no network in tests'))),
    user: { id: 'user-1', email: 'ada@vintner.local', name: 'Ada' },
    api: storeContext.api,
    connection: storeContext.connection,
    stores,
    storeContext,
  }
  const Connected = ({ children }: { children: ReactNode }) => {
    useEffect(() => stores.connect(), [])
    return children
  }
  render(
    <WorkspaceContext value={workspace}>
      <MemoryRouter initialEntries={[at]}>
        <Connected>
          <Routes>
            <Route path={path} element={page} />
            <Route path="*" element={<p>elsewhere</p>} />
          </Routes>
        </Connected>
      </MemoryRouter>
    </WorkspaceContext>,
  )
  return { realtime, stores }
}
