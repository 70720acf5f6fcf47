import { Link } from 'react-router'
import { PageHead } from '../ui/PageHead'
import { Empty } from '../ui/states'

export function NotFoundPage() {
  return (
    <div className="page">
      <PageHead title="Not found" />
      <div className="card">
        <Empty icon="search" title="There is no such page" action={<Link to="/">Overview</Link>}>
          The address may be mistyped, or what it named has been removed.
        </Empty>
      </div>
    </div>
  )
}
