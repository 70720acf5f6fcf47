export function Brand({ size = 28 }: { size?: number }) {
  return (
    <span className="brand">
      <img src="/favicon.svg" width={size} height={size} alt="" />
      <span>Vintner</span>
    </span>
  )
}
