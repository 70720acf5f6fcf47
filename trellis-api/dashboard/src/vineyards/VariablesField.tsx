import type { Variable } from '../api/rows'
import { Button } from '../ui/Button'

interface VariablesFieldProps {
  variables: readonly Variable[]
  onChange: (variables: readonly Variable[]) => void
}

const KINDS: readonly Variable['kind'][] = ['terraform', 'environment']

const EMPTY: Variable = { name: '', value: '', kind: 'terraform', secret: false }

export function VariablesField({ variables, onChange }: VariablesFieldProps) {
  const change = (index: number, part: Partial<Variable>) =>
    onChange(variables.map((it, at) => (at === index ? { ...it, ...part } : it)))

  return (
    <fieldset className="variables">
      <legend className="field-label">Variables (optional)</legend>
      {variables.map((variable, index) => (
        <div key={index} className="variable">
          <input
            className="input mono"
            aria-label={`Name of variable ${index + 1}`}
            placeholder="name"
            value={variable.name}
            onChange={(event) => change(index, { name: event.target.value })}
          />
          <input
            className="input mono"
            aria-label={`Value of variable ${index + 1}`}
            placeholder="value"
            type={variable.secret ? 'password' : 'text'}
            autoComplete="off"
            value={variable.value}
            onChange={(event) => change(index, { value: event.target.value })}
          />
          <select
            className="input"
            aria-label={`Kind of variable ${index + 1}`}
            value={variable.kind}
            onChange={(event) => change(index, { kind: event.target.value as Variable['kind'] })}
          >
            {KINDS.map((kind) => (
              <option key={kind}>{kind}</option>
            ))}
          </select>
          <label className="check" title="Stored encrypted, never shown again, masked in logs">
            <input
              type="checkbox"
              aria-label={`Variable ${index + 1} is secret`}
              checked={variable.secret}
              onChange={(event) => change(index, { secret: event.target.checked })}
            />
            Secret
          </label>
          <Button
            look="quiet"
            icon="destroy"
            aria-label={`Remove variable ${index + 1}`}
            onClick={() => onChange(variables.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <div>
        <Button small icon="plus" onClick={() => onChange([...variables, EMPTY])}>
          Add variable
        </Button>
      </div>
    </fieldset>
  )
}
