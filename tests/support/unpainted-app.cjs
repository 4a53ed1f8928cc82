'use strict'
// Plain CommonJS, since Electron begins with it: nothing here has types.
/* oxlint-disable typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return */
/** The app as it ships, told of no first frame, as now and then Chromium makes none (decision 0088). */
const { app } = require('electron/main')
const { join } = require('node:path')

app.on('browser-window-created', (_event, window) => {
  const { emit } = window
  window.emit = (name, ...more) => name !== 'ready-to-show' && emit.call(window, name, ...more)
})

require(join(__dirname, '../../out/electron/main.cjs'))
