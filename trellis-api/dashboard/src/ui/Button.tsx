import type { ButtonHTMLAttributes } from 'react'
import { Icon, type IconName } from './Icon'

type Look = 'primary' | 'plain' | 'quiet' | 'danger'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look
  icon?: IconName
  small?: boolean
  /** Something is on its way: the button waits and says so. */
  busy?: boolean
}

export function Button({
  look = 'plain',
  icon,
  small,
  busy,
  children,
  className,
  disabled,
  ...rest
}: ButtonProps) {
  const classes = ['button', `button-${look}`, small ? 'button-small' : '', className ?? '']
  return (
    <button
      type="button"
      className={classes.join(' ').trim()}
      disabled={disabled === true || busy === true}
      aria-busy={busy === true}
      {...rest}
    >
      {busy ? (
        <span className="spinner" aria-hidden="true" />
      ) : (
        icon && <Icon name={icon} size={small ? 15 : 17} />
      )}
      {children !== undefined && <span>{children}</span>}
    </button>
  )
}
