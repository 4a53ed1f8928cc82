import { app, session } from 'electron/main'

/**
 * The windows' session reaches nothing but our own scheme, whatever a page asks for: this process
 * talks to the gateway itself, by Node. The content policy says the same to the page; this holds where
 * a policy does not reach, such as what Chromium fetches on its own account.
 */
export function guardSession(): void {
  const { defaultSession } = session
  defaultSession.webRequest.onBeforeRequest(
    // By a list: requests for our own files do not come by here, which would slow the start.
    { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*'] },
    (_request, answer) => answer({ cancel: true }),
  )
  // No dictionary is fetched: Chromium would ask its maker for those of the system's languages, past
  // the list above, even where nothing is checked.
  defaultSession.setSpellCheckerLanguages([])
  defaultSession.setSpellCheckerEnabled(false)
  // A file leaves by the dialog of `files.save` or not at all.
  defaultSession.on('will-download', (event) => event.preventDefault())
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault()
    answer(false)
  })
  // Unanswered, Chromium would show the first of the person's certificates, or ask for a password.
  app.on('select-client-certificate', (event, _contents, _url, _list, answer) => {
    event.preventDefault()
    answer()
  })
  app.on('login', (event, _contents, _request, _info, answer) => {
    event.preventDefault()
    answer()
  })
}
