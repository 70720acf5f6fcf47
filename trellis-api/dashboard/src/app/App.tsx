import { useCallback, useEffect, useState, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { messageOf } from '../api/http'
import { WorkspaceContext, type Workspace } from '../session/SessionContext'
import { SignInPage } from '../session/SignInPage'
import type { Session, Settings, Signed } from '../session/session'
import { LoadingRows, Problem } from '../ui/states'
import { Pages } from './Pages'
import { openWorkspace } from './workspace'

/** Settings, then who is signed in, then that user's workspace. */
export function App({ session }: { session: Session }) {
  const [settings, setSettings] = useState<Settings | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const signed = useStore(session.store, (state) => state.signed)

  const load = useCallback(() => {
    setProblem(null)
    session.settings().then(setSettings, (failure: unknown) => setProblem(messageOf(failure)))
  }, [session])
  useEffect(load, [load])

  if (problem !== null) {
    return <FailedPage onRetry={load}>Vintner does not answer. {problem}</FailedPage>
  }
  if (settings === null) return <LoadingPage />
  if (signed === null) return <SignInPage session={session} settings={settings} />
  // A renewed token keeps the workspace; another user gets a new one.
  return <SignedIn key={signed.user.id} session={session} settings={settings} signed={signed} />
}

interface SignedInProps {
  session: Session
  settings: Settings
  signed: Signed
}

function SignedIn({ session, settings, signed }: SignedInProps) {
  const [workspace, setWorkspace] = useState<Workspace | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const { user, token } = signed

  useEffect(() => {
    let ended = false
    let close: (() => void) | undefined
    openWorkspace(session, settings, user).then(
      (opened) => {
        close = opened.close
        if (ended) opened.close()
        else setWorkspace(opened.workspace)
      },
      (failure: unknown) => setProblem(messageOf(failure)),
    )
    return () => {
      ended = true
      close?.()
    }
    // The user object is a new one after each renewal; this component's key is its id.
  }, [session, settings])

  useEffect(() => {
    void workspace?.storeContext.supabase.realtime.setAuth(token)
  }, [workspace, token])

  if (problem !== null) return <FailedPage>The realtime client did not start. {problem}</FailedPage>
  if (!workspace) return <LoadingPage />
  return (
    <WorkspaceContext value={workspace}>
      <Pages />
    </WorkspaceContext>
  )
}

interface FailedPageProps {
  children: ReactNode
  onRetry?: () => void
}

function FailedPage({ children, onRetry }: FailedPageProps) {
  return (
    <main className="page">
      <Problem {...(onRetry ? { onRetry } : {})}>{children}</Problem>
    </main>
  )
}

function LoadingPage() {
  return (
    <main className="page">
      <LoadingRows label="Loading" rows={3} />
    </main>
  )
}
