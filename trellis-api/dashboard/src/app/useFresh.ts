import { useEffect } from 'react'
import { useWorkspace } from '../session/SessionContext'

/** For the mount of a page: what is older than 30 s is fetched again. */
export function useFreshStores(): void {
  const { stores } = useWorkspace()
  useEffect(() => {
    stores.jobs.ensureFresh()
    stores.tendrils.ensureFresh()
    stores.vineyards.ensureFresh()
  }, [stores])
}
