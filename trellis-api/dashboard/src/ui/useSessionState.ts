import { useCallback, useState } from 'react'

/** State that survives a reload of this tab: filters and the like. `accepts` refuses what is stale. */
export function useSessionState<T>(
  key: string,
  initial: T,
  accepts: (value: unknown) => value is T,
): [T, (value: T) => void] {
  const name = `vintner.${key}`
  const [value, setValue] = useState<T>(() => {
    const kept = read(name)
    return accepts(kept) ? kept : initial
  })
  const keep = useCallback(
    (next: T) => {
      setValue(next)
      try {
        sessionStorage.setItem(name, JSON.stringify(next))
      } catch {
        // A full or forbidden storage costs the memory of a filter, nothing else.
      }
    },
    [name],
  )
  return [value, keep]
}

function read(name: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? 'null') as unknown
  } catch {
    return null
  }
}

export function isText(value: unknown): value is string {
  return typeof value === 'string'
}

export function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean'
}
