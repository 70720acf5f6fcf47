import { useEffect, useState } from 'react'

/** The time, renewed once a second (or as said) while `running`; for durations and ages. */
export function useNow(running = true, everyMs = 1_000): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!running) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [running, everyMs])
  return now
}
