import { createTrellisApi } from '../api/trellis'
import { connectRealtime } from '../realtime/client'
import { createConnection } from '../realtime/connection'
import { followChannels } from '../realtime/followChannel'
import type { Workspace } from '../session/SessionContext'
import type { Session, Settings, User } from '../session/session'
import { createStores, type StoreContext } from '../stores/stores'

/** Wires one signed-in user's client and stores together; `close` takes them down. */
export async function openWorkspace(
  session: Session,
  settings: Settings,
  user: User,
): Promise<{ workspace: Workspace; close: () => void }> {
  const token = () => session.store.getState().signed?.token ?? settings.anon_key
  const supabase = await connectRealtime(settings, token)
  const api = createTrellisApi(session.http)
  const connection = createConnection(Date.now)
  const storeContext: StoreContext = {
    supabase,
    api,
    userId: user.id,
    follow: followChannels((channel) => supabase.removeChannel(channel)),
    connection,
    now: Date.now,
  }
  const workspace: Workspace = {
    session,
    user,
    api,
    connection,
    stores: createStores(storeContext),
    storeContext,
  }
  return { workspace, close: () => void supabase.removeAllChannels() }
}
