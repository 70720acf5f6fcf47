import { useRef, type KeyboardEvent } from 'react'

interface EditorProps {
  id: string
  value: string
  onChange: (value: string) => void
}

const INDENT = '  '

/** A text area for code: Tab indents, unless Escape was pressed before, so that keys can leave. */
export function Editor({ id, value, onChange, ...described }: EditorProps) {
  const leaving = useRef(false)

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const indents = event.key === 'Tab' && !event.shiftKey && !leaving.current
    leaving.current = event.key === 'Escape'
    if (!indents) return
    event.preventDefault()
    const area = event.currentTarget
    area.setRangeText(INDENT, area.selectionStart, area.selectionEnd, 'end')
    onChange(area.value)
  }

  return (
    <textarea
      {...described}
      id={id}
      className="input editor"
      data-testid="module-editor"
      value={value}
      spellCheck={false}
      autoCapitalize="off"
      autoComplete="off"
      required
      rows={20}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={onKeyDown}
    />
  )
}
