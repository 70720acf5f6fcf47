import type { SupabaseClient } from '@supabase/supabase-js'
import type { TrellisApi } from '../api/trellis'
import type { Connection } from '../realtime/connection'
import type { FollowChannel } from '../realtime/followChannel'
import { createJobsStore } from './jobs'
import { createTendrilsStore } from './tendrils'
import { createVineyardsStore } from './vineyards'

/** What every store of a signed-in user is made of. */
export interface StoreContext {
  supabase: SupabaseClient
  api: TrellisApi
  userId: string
  follow: FollowChannel
  connection: Connection
  now: () => number
}

/** The stores of one session: another user gets other ones, so nothing of the first is left. */
export function createStores(context: StoreContext) {
  const jobs = createJobsStore(context)
  const tendrils = createTendrilsStore(context)
  const vineyards = createVineyardsStore(context)
  return {
    jobs,
    tendrils,
    vineyards,
    /** For the dashboard's layout: all subscriptions, while it is mounted. */
    connect: () => {
      const disconnects = [jobs.connect(), tendrils.connect(), vineyards.connect()]
      return () => disconnects.forEach((disconnect) => disconnect())
    },
  }
}

export type Stores = ReturnType<typeof createStores>
