interface ChipsProps<T extends string> {
  label: string
  options: readonly T[]
  value: T
  text: (option: T) => string
  onChange: (option: T) => void
}

/** One of a few: a row of buttons, the chosen one pressed. */
export function Chips<T extends string>({ label, options, value, text, onChange }: ChipsProps<T>) {
  return (
    <div className="chips" role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option}
          type="button"
          className="chip"
          aria-pressed={option === value}
          onClick={() => onChange(option)}
        >
          {text(option)}
        </button>
      ))}
    </div>
  )
}
