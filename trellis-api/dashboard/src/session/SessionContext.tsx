import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { TrellisApi } from '../api/trellis'
import type { Connection } from '../realtime/connection'
import type { LiveState, LiveTable } from '../stores/liveTable'
import type { StoreContext, Stores } from '../stores/stores'
import type { Session, User } from './session'

/** Everything that a page of the signed-in user works with. */
export interface Workspace {
  session: Session
  user: User
  api: TrellisApi
  connection: Connection
  stores: Stores
  /** For stores that a page makes for itself: a job's log. */
  storeContext: StoreContext
}

export const WorkspaceContext = createContext<Workspace | null>(null)

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext)
  if (!workspace) throw new Error('no workspace: the page is outside the dashboard layout')
  return workspace
}

/** The state of a live table, and a part of it that re-renders alone. */
export function useLive<R, T>(table: LiveTable<R>, select: (state: LiveState<R>) => T): T {
  return useStore(table.store, select)
}
