import { useState } from 'react'
import { messageOf } from '../api/http'

/**
 * One action that may fail, as a form or dialog needs it: whether it is under way, and why the last
 * try failed. After a success it stays busy, because what showed it goes away.
 */
export function useAttempt() {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  const attempt = async (action: () => Promise<void>) => {
    setBusy(true)
    setProblem(null)
    try {
      await action()
    } catch (failure) {
      setProblem(messageOf(failure))
      setBusy(false)
    }
  }

  return { busy, problem, attempt }
}
