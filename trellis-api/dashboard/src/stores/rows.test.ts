import { bury, listed, mergeSnapshot, noRows, rowOf, upsert, type Rows } from './rows'

interface Row {
  id: string
  version: number
  text?: string
}

const all = (...rows: Row[]) => ({ rows, covers: () => true })
const of = (...rows: Row[]): Rows<Row> => rows.reduce<Rows<Row>>(upsert, noRows())

describe('a set of rows', () => {
  it('keeps the larger version, in whichever order they come', () => {
    // Given
    const older = { id: 'a', version: 1, text: 'old' }
    const newer = { id: 'a', version: 2, text: 'new' }

    // When
    const inOrder = of(older, newer)
    const outOfOrder = of(newer, older)

    // Then
    expect(rowOf(inOrder, 'a')?.text).toBe('new')
    expect(rowOf(outOfOrder, 'a')?.text).toBe('new')
  })

  it('takes from the other version what an update left out as unchanged', () => {
    // Given an update that came before the fetch's answer and lacks a long value
    const update = { id: 'a', version: 3 }

    // When
    const rows = of(update, { id: 'a', version: 2, text: 'long' })

    // Then
    expect(rowOf(rows, 'a')).toEqual({ id: 'a', version: 3, text: 'long' })
  })

  it('does not bring back what was deleted while a fetch was on its way', () => {
    // Given
    const before = of({ id: 'a', version: 1 }, { id: 'b', version: 1 })
    const since = before.changes

    // When
    const rows = mergeSnapshot(
      bury(before, 'a'),
      all({ id: 'a', version: 1 }, { id: 'b', version: 1 }),
      since,
    )

    // Then
    expect(listed(rows).map((row) => row.id)).toEqual(['b'])
  })

  it('refuses an event of a row that was deleted before it', () => {
    // Given
    const rows = bury(of({ id: 'a', version: 1 }), 'a')

    // When
    const after = upsert(rows, { id: 'a', version: 2 })

    // Then
    expect(listed(after)).toEqual([])
  })

  it('lets a row go that the answer should hold and does not', () => {
    // Given a row whose deletion was missed
    const rows = of({ id: 'a', version: 1 }, { id: 'b', version: 1 })

    // When
    const after = mergeSnapshot(rows, all({ id: 'b', version: 1 }), rows.changes)

    // Then
    expect(listed(after).map((row) => row.id)).toEqual(['b'])
  })

  it('keeps a row that was heard of after the question was asked', () => {
    // Given
    const asked = of({ id: 'a', version: 1 })
    const heard = upsert(asked, { id: 'new', version: 1 })

    // When
    const after = mergeSnapshot(heard, all({ id: 'a', version: 1 }), asked.changes)

    // Then
    expect(listed(after).map((row) => row.id)).toEqual(['a', 'new'])
  })

  it('keeps a row that the answer does not cover', () => {
    // Given
    const rows = of({ id: 'older', version: 1 }, { id: 'a', version: 1 })

    // When
    const after = mergeSnapshot(
      rows,
      { rows: [{ id: 'a', version: 2 }], covers: (row) => row.id !== 'older' },
      rows.changes,
    )

    // Then
    expect(listed(after)).toEqual([
      { id: 'older', version: 1 },
      { id: 'a', version: 2 },
    ])
  })

  it('ignores a delete that names no row', () => {
    // Given
    const rows = of({ id: 'a', version: 1 })

    // When
    const after = bury(rows, undefined)

    // Then
    expect(after).toBe(rows)
  })
})
