import { useState } from 'react'
import type { GitModule, ModuleSource } from '../api/rows'
import { Field } from '../ui/Field'
import { Editor } from './Editor'

interface ModuleFieldProps {
  /** The text of main.tf to begin with. */
  starter: string
  onChange: (module: ModuleSource) => void
}

type Kind = 'files' | 'git'

const NO_REPOSITORY: GitModule = { url: '', ref: 'main' }

/** Where a vine's module comes from: one file written here, or a git repository. */
export function ModuleField({ starter, onChange }: ModuleFieldProps) {
  const [kind, setKind] = useState<Kind>('files')
  const [text, setText] = useState(starter)
  const [git, setGit] = useState(NO_REPOSITORY)

  const choose = (chosen: Kind) => {
    setKind(chosen)
    onChange(chosen === 'git' ? { git } : { files: { 'main.tf': text } })
  }
  const write = (written: string) => {
    setText(written)
    onChange({ files: { 'main.tf': written } })
  }
  const name = (named: Partial<GitModule>) => {
    const { url, ref, subfolder } = { ...git, ...named }
    const next = subfolder ? { url, ref, subfolder } : { url, ref }
    setGit(next)
    onChange({ git: next })
  }

  return (
    <>
      <Field label="Module">
        {(ids) => (
          <select
            {...ids}
            className="input"
            value={kind}
            onChange={(event) => choose(event.target.value as Kind)}
          >
            <option value="files">One file, written here</option>
            <option value="git">A git repository</option>
          </select>
        )}
      </Field>
      {kind === 'files' ? (
        <Field label="main.tf" hint="Tab indents; Escape, then Tab, leaves the editor.">
          {(ids) => <Editor {...ids} value={text} onChange={write} />}
        </Field>
      ) : (
        <div className="form-row">
          <Field
            label="Repository"
            hint="https://host/path, ssh://user@host/path or user@host:path. Credentials: as secret environment variables, never in the address."
          >
            {(ids) => (
              <input
                {...ids}
                className="input mono"
                required
                maxLength={1000}
                autoComplete="off"
                spellCheck={false}
                value={git.url}
                onChange={(event) => name({ url: event.target.value.trim() })}
              />
            )}
          </Field>
          <Field label="Branch, tag or commit">
            {(ids) => (
              <input
                {...ids}
                className="input mono"
                required
                maxLength={200}
                spellCheck={false}
                value={git.ref}
                onChange={(event) => name({ ref: event.target.value.trim() })}
              />
            )}
          </Field>
          <Field label="Subfolder (optional)">
            {(ids) => (
              <input
                {...ids}
                className="input mono"
                maxLength={255}
                spellCheck={false}
                value={git.subfolder ?? ''}
                onChange={(event) => name({ subfolder: event.target.value })}
              />
            )}
          </Field>
        </div>
      )}
    </>
  )
}
