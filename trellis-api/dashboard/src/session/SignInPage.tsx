import { useCallback, useEffect, useState, type SubmitEvent } from 'react'
import { useStore } from 'zustand'
import { messageOf } from '../api/http'
import { Brand } from '../app/Brand'
import { Button } from '../ui/Button'
import { Field } from '../ui/Field'
import { formText } from '../ui/formText'
import { Icon } from '../ui/Icon'
import { LoadingRows, Problem } from '../ui/states'
import type { Session, Settings, User } from './session'

export function SignInPage({ session, settings }: { session: Session; settings: Settings }) {
  const notice = useStore(session.store, (state) => state.notice)
  useEffect(() => {
    document.title = 'Sign in · Vintner'
  }, [])
  return (
    <main className="sign-in">
      <section className="card sign-in-card" aria-labelledby="sign-in-title">
        <Brand size={34} />
        <div>
          <h1 id="sign-in-title">Sign in</h1>
          <p className="lead">Terraform on remote agents, live in your browser.</p>
        </div>
        {notice !== null && <Problem>{notice}</Problem>}
        {settings.local_profile ? (
          <LocalUsers session={session} />
        ) : (
          <TokenForm session={session} />
        )}
      </section>
    </main>
  )
}

function LocalUsers({ session }: { session: Session }) {
  const [users, setUsers] = useState<readonly User[] | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)

  const load = useCallback(() => {
    setProblem(null)
    session.localUsers().then(setUsers, (failure: unknown) => setProblem(messageOf(failure)))
  }, [session])
  useEffect(load, [load])

  const signIn = async (user: User) => {
    setChosen(user.id)
    setProblem(null)
    try {
      await session.signIn(user.id)
    } catch (failure) {
      setProblem(messageOf(failure))
      setChosen(null)
    }
  }

  return (
    <>
      {problem !== null && <Problem onRetry={load}>{problem}</Problem>}
      {users === null && problem === null && (
        <LoadingRows label="Loading the demo users" rows={2} />
      )}
      {users !== null && (
        <ul className="user-list" aria-label="Demo users">
          {users.map((user) => (
            <li key={user.id}>
              <button
                type="button"
                className="user-choice"
                data-testid="demo-user"
                data-id={user.id}
                disabled={chosen !== null}
                onClick={() => void signIn(user)}
              >
                <span className="avatar" aria-hidden="true">
                  {user.name.charAt(0).toUpperCase()}
                </span>
                <span className="who-text">
                  <strong>{user.name}</strong>
                  <small>{user.email}</small>
                </span>
                {chosen === user.id ? <span className="spinner" /> : <Icon name="forward" />}
              </button>
            </li>
          ))}
        </ul>
      )}
      <p className="hint">
        This is the local profile: no passwords. Each user sees only their own vineyards, jobs and
        logs; open a second window to watch both.
      </p>
    </>
  )
}

function TokenForm({ session }: { session: Session }) {
  const [problem, setProblem] = useState<string | null>(null)

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    try {
      session.useToken(formText(new FormData(event.currentTarget), 'token'))
    } catch (failure) {
      setProblem(messageOf(failure))
    }
  }

  return (
    <form className="form" onSubmit={submit}>
      {problem !== null && <Problem>{problem}</Problem>}
      <Field
        label="Access token"
        hint="A JSON Web Token that your identity provider issued to you."
      >
        {(ids) => (
          <textarea
            {...ids}
            name="token"
            className="input mono"
            rows={5}
            required
            spellCheck={false}
          />
        )}
      </Field>
      <Button type="submit" look="primary">
        Sign in
      </Button>
    </form>
  )
}
