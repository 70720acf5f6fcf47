import { REALTIME_SUBSCRIBE_STATES, type RealtimeChannel } from '@supabase/supabase-js'
import { RECONNECT, delayMs } from '../stores/retry'

export interface ChannelListener {
  /** Everything written from now on will be heard. Said again after each reconnect. */
  onLive: () => void
  /** Something may be missed until the next `onLive`. */
  onInterrupted: (reason: string) => void
}

/** How a store hears of changes; answers the function that ends it. */
export type FollowChannel = (build: () => RealtimeChannel, listener: ChannelListener) => () => void

interface SystemMessage {
  extension?: string
  status?: string
  message?: string
}

/**
 * Keeps one channel joined until it is closed here. The stock client comes back by itself after a
 * lost socket, a refused join or a timeout, but not after the server closed the channel (an expired
 * token, say) or refused its bindings: then the channel is built anew.
 */
export function followChannels(remove: (channel: RealtimeChannel) => unknown): FollowChannel {
  return (build, listener) => {
    let ended = false
    let tries = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    let current: RealtimeChannel | null = null

    const reopen = (reason: string) => {
      if (ended || timer !== undefined) return
      listener.onInterrupted(reason)
      if (current) void remove(current)
      current = null
      timer = setTimeout(open, delayMs(RECONNECT, tries++))
    }

    const open = () => {
      timer = undefined
      const channel = build()
      current = channel
      const present = () => !ended && current === channel
      channel.on('system', {}, (message: SystemMessage) => {
        if (present() && message.extension === 'postgres_changes' && message.status === 'error') {
          reopen(message.message ?? 'the server refused the subscription')
        }
      })
      channel.subscribe((status, error) => {
        if (!present()) return
        switch (status) {
          case REALTIME_SUBSCRIBE_STATES.SUBSCRIBED:
            tries = 0
            listener.onLive()
            break
          case REALTIME_SUBSCRIBE_STATES.CHANNEL_ERROR:
            listener.onInterrupted(error?.message ?? 'the connection was lost')
            break
          case REALTIME_SUBSCRIBE_STATES.TIMED_OUT:
            listener.onInterrupted('the server did not answer in time')
            break
          case REALTIME_SUBSCRIBE_STATES.CLOSED:
            reopen('the server closed the channel')
            break
        }
      })
    }

    open()
    return () => {
      ended = true
      clearTimeout(timer)
      if (current) void remove(current)
    }
  }
}
