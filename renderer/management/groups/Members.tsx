import { Select } from 'antd'
import { useTranslation } from '../../ui/i18n.ts'
import type { Group } from '#shared/protocol/settings.ts'
import { useActions } from '../../workstation/app/context.ts'
import { useTeam, useTeamActions } from '../accounts/useTeam.ts'

/** Who is in a group. It belongs to the accounts, so it holds at once, with a way back. */
export function Members({ group }: { readonly group: Group }) {
  const { t } = useTranslation()
  const { desk } = useActions()
  const team = useTeam().filter(({ deleted }) => !deleted)
  const { send } = useTeamActions()
  const members = team.filter(({ groups }) => groups.includes(group.id)).map(({ id }) => id)

  async function put(account: string, inside: boolean): Promise<void> {
    const one = team.find(({ id }) => id === account)
    if (!one) return
    const others = one.groups.filter((id) => id !== group.id)
    const change = (groups: readonly string[]) =>
      send({ type: 'account.change', account, changes: { groups: [...groups] } })
    const code = await change(inside ? [...others, group.id] : others)
    if (code !== null) desk.toast('error', `error:${code}`)
    else
      desk.toast(
        'info',
        inside ? 'manage:groups.joined' : 'manage:groups.left',
        { nick: one.nick, group: group.name },
        { key: 'manage:undo', run: () => void change(one.groups) },
      )
  }
  return (
    <Select
      mode="multiple"
      maxTagCount="responsive"
      value={members}
      aria-label={t('manage:groups.membersOf', { name: group.name })}
      placeholder={t('manage:groups.noMembers')}
      showSearch={{ optionFilterProp: 'label' }}
      options={team.map(({ id, nick }) => ({ value: id, label: nick }))}
      onSelect={(account) => void put(account, true)}
      onDeselect={(account) => void put(account, false)}
    />
  )
}
