import { expect } from '@playwright/test'
import type { TestGateway } from './gateway.ts'
import { words, Workstation } from './workstation.ts'

/** A shop of this computer is made and its gateway started: several seconds where much else runs. */
const SHOP_MS = 30_000

/** From the first screen of a fresh start into this computer's practice shop. */
export async function startPractice(
  station: Workstation,
  as: 'trainee' | 'trainer' = 'trainee',
): Promise<void> {
  await station.button('app:practice.link').click()
  await enterAs(station, as)
}

/** At work in the demo shop of a fresh start. */
export async function startDemo(): Promise<Workstation> {
  const station = await Workstation.launch()
  await station.button('app:welcome.demo.action').click()
  await expect(station.list).toBeVisible({ timeout: SHOP_MS })
  await station.working()
  return station
}

/** From the demo shop of a fresh start into this computer's practice shop. */
export async function practiceFromDemo(as: 'trainee' | 'trainer'): Promise<Workstation> {
  const station = await startDemo()
  await chooseOfAccount(station, 'chats:account.practice')
  await enterAs(station, as)
  return station
}

/** At the door: into this computer's practice shop. */
export async function enterAs(station: Workstation, as: 'trainee' | 'trainer'): Promise<void> {
  await station.button(`practice:entry.${as}`).click()
  await inPractice(station)
}

/** At the door: into the class of this gateway. */
export async function enterClass(
  station: Workstation,
  gateway: TestGateway,
  name: string,
): Promise<void> {
  await station.button('practice:entry.class').click()
  await station.page.getByLabel(words('app:join.codeClass')).fill(gateway.url)
  await station.button('app:join.submit').click()
  await station.fillSignIn(name)
  await station.button('app:signIn.submit').click()
  await inPractice(station)
}

/** Signed in to a practice shop, in its frame. */
export async function inPractice(station: Workstation): Promise<void> {
  await expect(
    station.page.getByRole('region', { name: words('practice:strip.title') }),
  ).toBeVisible({ timeout: SHOP_MS })
  await station.working()
}

/** A section of practice, by its menu. */
export async function openSection({ page }: Workstation, id: string): Promise<void> {
  const menu = page.getByRole('navigation', { name: words('practice:menu') })
  if (!(await menu.isVisible()))
    await page.getByRole('button', { name: words('chats:rail.practice'), exact: true }).click()
  await menu.getByRole('button', { name: words(`practice:section.${id}`), exact: true }).click()
}

/** The same, until its heading says so. */
export async function showSection(station: Workstation, id: string): Promise<void> {
  await openSection(station, id)
  const name = words(`practice:section.${id}`)
  await expect(station.page.getByRole('heading', { name, level: 1 })).toBeVisible()
}

/** The item of the account's menu. */
export async function chooseOfAccount(station: Workstation, item: string): Promise<void> {
  const { page } = station
  await page
    .getByRole('button', { name: new RegExp(words('common:online')) })
    .first()
    .click()
  await page.getByRole('menuitem', { name: words(item) }).click()
}
