import { useEffect, useState } from 'react'
import { Button } from './Button'

interface CopyProps {
  /** Called at the click: a long text is made only when it is wanted. */
  text: () => string
  label: string
  children?: string
  small?: boolean
}

export function Copy({ text, label, children, small = true }: CopyProps) {
  const [said, setSaid] = useState<'copied' | 'failed' | null>(null)
  useEffect(() => {
    if (said === null) return
    const timer = setTimeout(() => setSaid(null), 1_500)
    return () => clearTimeout(timer)
  }, [said])

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text())
      setSaid('copied')
    } catch {
      setSaid('failed')
    }
  }

  return (
    <>
      <Button
        look="quiet"
        small={small}
        icon={said === 'copied' ? 'check' : 'copy'}
        aria-label={label}
        title={label}
        onClick={() => void copy()}
      >
        {children}
      </Button>
      <span className="visually-hidden" role="status">
        {said === 'copied' ? 'Copied' : said === 'failed' ? 'Copying is not allowed here' : ''}
      </span>
    </>
  )
}
