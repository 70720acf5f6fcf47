/**
 * A table's rows as one client knows them. Answers of the API and realtime events may come in any
 * order: the larger version wins, and what was deleted stays deleted (ids are never used again).
 */

export interface Versioned {
  id: string
  version: number
}

interface Entry<R> {
  row: R
  /** The change of this set that last brought or confirmed the row. */
  touched: number
}

export interface Rows<R> {
  readonly entries: ReadonlyMap<string, Entry<R>>
  readonly tombstones: ReadonlySet<string>
  /** Counts changes; a fetch remembers it at its start. */
  readonly changes: number
}

export interface Snapshot<R> {
  rows: readonly R[]
  /** Whether the answer would hold the row, if it still existed. */
  covers: (row: R) => boolean
}

const TOMBSTONES_MAX = 10_000

export function noRows<R>(): Rows<R> {
  return { entries: new Map(), tombstones: new Set(), changes: 0 }
}

export function upsert<R extends Versioned>(rows: Rows<R>, row: R): Rows<R> {
  if (rows.tombstones.has(row.id)) return rows
  const changes = rows.changes + 1
  const entries = new Map(rows.entries)
  const known = entries.get(row.id)
  entries.set(row.id, { row: known ? newer(known.row, row) : row, touched: changes })
  return { ...rows, entries, changes }
}

/** A DELETE event carries the key only; without one it says nothing. */
export function bury<R extends Versioned>(rows: Rows<R>, id: string | undefined): Rows<R> {
  if (id === undefined) return rows
  const tombstones = new Set(rows.tombstones).add(id)
  if (tombstones.size > TOMBSTONES_MAX) {
    const [oldest] = tombstones
    if (oldest !== undefined) tombstones.delete(oldest)
  }
  const entries = new Map(rows.entries)
  entries.delete(id)
  return { entries, tombstones, changes: rows.changes + 1 }
}

/**
 * Merges an answer that was asked for when `rows.changes` was `since`. A known row that the answer
 * should hold and does not is gone, unless it was heard of after the question was asked.
 */
export function mergeSnapshot<R extends Versioned>(
  rows: Rows<R>,
  snapshot: Snapshot<R>,
  since: number,
): Rows<R> {
  const changes = rows.changes + 1
  const answered = new Set(snapshot.rows.map((row) => row.id))
  const entries = new Map<string, Entry<R>>()
  for (const [id, entry] of rows.entries) {
    if (answered.has(id) || entry.touched > since || !snapshot.covers(entry.row)) {
      entries.set(id, entry)
    }
  }
  for (const row of snapshot.rows) {
    if (rows.tombstones.has(row.id)) continue
    const known = entries.get(row.id)
    entries.set(row.id, {
      row: known ? newer(known.row, row) : row,
      touched: known && known.touched > since ? known.touched : changes,
    })
  }
  return { ...rows, entries, changes }
}

export function listed<R>(rows: Rows<R>): R[] {
  return Array.from(rows.entries.values(), (entry) => entry.row)
}

export function rowOf<R>(rows: Rows<R>, id: string): R | undefined {
  return rows.entries.get(id)?.row
}

/**
 * The row of the larger version. The other one lends it the columns it lacks: an UPDATE leaves out
 * a long value that it did not touch.
 */
function newer<R extends Versioned>(known: R, other: R): R {
  const [winner, loser] = other.version > known.version ? [other, known] : [known, other]
  const lacking = Object.keys(loser).some((column) => !(column in winner))
  return lacking ? { ...loser, ...winner } : winner
}
