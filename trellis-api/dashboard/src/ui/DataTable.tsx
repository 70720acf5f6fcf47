import type { ReactNode } from 'react'

export interface Column<R> {
  head: string
  cell: (row: R) => ReactNode
  /** lead: the first line of a card on narrow screens; extra: left out there. */
  kind?: 'lead' | 'number' | 'actions' | 'extra'
}

interface DataTableProps<R> {
  label: string
  columns: readonly Column<R>[]
  rows: readonly R[]
  testId: string
  dataOf?: (row: R) => Record<`data-${string}`, string>
}

/** A table that becomes a list of cards on narrow screens; the roles keep its meaning there. */
export function DataTable<R extends { id: string }>(props: DataTableProps<R>) {
  const { label, columns, rows, testId, dataOf } = props
  return (
    <table className="table" role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ head, kind }) => (
            <th key={head} role="columnheader" scope="col" className={kind && `cell-${kind}`}>
              <span className={kind === 'actions' ? 'visually-hidden' : undefined}>{head}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={row.id} role="row" data-testid={testId} data-id={row.id} {...dataOf?.(row)}>
            {columns.map(({ head, kind, cell }) => (
              <td key={head} role="cell" data-head={head} className={kind && `cell-${kind}`}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
