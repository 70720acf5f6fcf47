import { useStore } from 'zustand'
import { overallPhase, type Phase } from '../realtime/connection'
import { useWorkspace } from '../session/SessionContext'
import { clockText } from '../ui/format'

const TEXT: Record<Phase, string> = {
  live: 'Live',
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting…',
}
const TONE: Record<Phase, string> = { live: 'green', connecting: 'grey', reconnecting: 'yellow' }

/** Whether the page hears of changes as they happen; if not, from when its data is. */
export function ConnectionIndicator() {
  const { connection } = useWorkspace()
  const phase = useStore(connection.store, overallPhase)
  const fetchedAt = useStore(connection.store, (state) => state.fetchedAt)
  const fetched = fetchedAt === null ? 'nothing fetched yet' : `fetched at ${clockText(fetchedAt)}`
  return (
    <div
      className={`connection tone-${TONE[phase]}`}
      role="status"
      data-testid="connection"
      data-phase={phase}
      title={`Data ${fetched}`}
    >
      <span className={`dot${phase === 'live' ? '' : ' dot-waiting'}`} aria-hidden="true" />
      <span className="connection-text">
        {TEXT[phase]}
        {phase !== 'live' && <small>{fetched}</small>}
      </span>
    </div>
  )
}
