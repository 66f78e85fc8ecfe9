// The search page while one types. What it draws is what templates/search.html draws; a test compares the two.
const w = JSON.parse(document.body.dataset.words)
const $ = id => document.getElementById('og-' + id)
const form = $('form'), box = $('q'), suggest = $('suggest'), out = $('out'), intro = $('intro'), live = $('live'), related = $('related')

const number = n => String(n).replace(/\B(?=(\d{3})+$)/g, ',')
const fill = (s, ...values) => values.reduce((s, v) => s.replace(/%[sd]/, () => v), s)
const plural = (s, n) => fill(s.split('|')[n !== 1 && s.includes('|') ? 1 : 0], s.includes('%d') ? n : number(n))

// set sets attributes; those that are null or false it removes.
function set(e, attributes) {
  for (const k in attributes) {
    if (attributes[k] == null || attributes[k] === false) e.removeAttribute(k)
    else e.setAttribute(k, attributes[k])
  }
  return e
}
// el makes an element. Text only ever enters as text nodes; what is empty is left out.
function el(tag, attributes, ...content) {
  const e = set(document.createElement(tag), attributes)
  e.append(...content.flat(9).filter(Boolean))
  return e
}

// The state of the page is its URL.
const defaults = { q: '', group: 'answer', sort: 'relevance', category: '', document: '', page: '1', explain: '' }
const encode = pairs => new URLSearchParams(pairs).toString()
function address(s) {
  const query = encode(Object.keys(defaults).filter(k => s[k] && s[k] !== defaults[k]).map(k => [k, s[k]]))
  return query ? '/?' + query : '/'
}
function stateOf(url) {
  const p = new URL(url, location).searchParams
  return Object.fromEntries(Object.keys(defaults).map(k => [k, p.get(k) || defaults[k]]))
}
let state = stateOf(location.href)

// Drawing.
const mark = (text, via) => el('mark', { 'data-via': via === 'exact' ? null : via, title: w[via] }, text)
function pieces(h) {
  const parts = []
  let at = 0
  for (const r of h.ranges || []) {
    parts.push(h.text.slice(at, r.start))
    parts.push(mark(h.text.slice(r.start, r.end), r.via))
    at = r.end
  }
  return [...parts, h.text.slice(at)]
}

function hit(h, first) {
  const { section: s, answer: a, document: d, highlights: m = {} } = h
  const part = { lead: w.partOpening, conclusion: w.partClosing }[s.role]
  const who = a ? [
    plural(w.answerNo, a.ordinal), a.accepted && el('span', { class: 'accepted' }, w.accepted),
    a.votes && plural(w.votes, a.votes), a.updated && a.updated.slice(0, 10),
  ] : [d.kind === 'page' && w.page]
  who.push(part, first && d.category)
  const url = h.url.startsWith('/') ? h.url.replace(/(?=#|$)/, state.q && '?' + encode({ q: state.q, hit: s.anchor })) : '/'
  const link = el('a', { class: 'hit', href: url },
    first && el('h2', null, pieces(m.title || { text: d.title })),
    el('p', { class: 'who' }, who.filter(Boolean).map(f => f.nodeType ? f : el('span', null, f))),
    (s.heading || s.label) && el('h3', null, (s.path || []).slice(0, -1).map(p => el('i', null, p)),
      s.label && el('b', null, s.label), el('span', null, pieces(m.heading || { text: s.heading }))),
    el('p', { class: 'text' }, pieces(m.body || { text: '' })))
  const more = { ...whole(), group: 'none', document: d.id }
  return [link, h.more > 0 && el('a', { class: 'more', href: address(more) }, plural(w.more, h.more)), h.explain && parts(h)]
}

// whole is the same search in everything.
const whole = () => ({ q: state.q, sort: state.sort, explain: state.explain })

// parts takes a score apart.
const parts = h => el('details', { class: 'parts', open: '' },
  el('summary', null, fill(w.score, h.score.toFixed(3))), el('ul', null, h.explain.parts.map(p => el('li', null,
    el('b', null, (p.value < 0 ? '' : '+') + p.value.toFixed(3)),
    fill(w['part.' + p.name] || p.name, Math.round(100 * p.share) + '%')))))

// notes says how the query was understood, as note.go does.
const instead = { homophone: w.insteadSound, pinyin: w.insteadPinyin, typo: w.insteadTypo }
const absent = words => fill(w.missing, words.join(w.between))
function notes(rewrites, missing) {
  const drawn = [], maybe = [], also = new Map(), all = []
  for (const x of rewrites) {
    if (!instead[x.why]) {
      if (x.why !== 'synonym' || x.suggested) continue
      also.set(x.from, [...also.get(x.from) || [], x.to])
      all.push(x.to)
    } else if (x.suggested) {
      maybe.push(maybe.length && w.comma, el('a', { href: address({ ...state, page: '1', q: x.query }) }, x.query))
    } else {
      const [before, between, after] = instead[x.why].split('%s')
      drawn.push(el('p', { class: 'note meant' }, before + x.from + between, mark(x.to, x.why === 'typo' ? 'typo' : 'pinyin'), after))
    }
  }
  if (maybe.length) drawn.push(el('p', { class: 'note maybe' }, w.didYouMean, maybe))
  if (!missing) return drawn
  const [before, between, after] = w.alsoOf.split('%s')
  const list = [...also].map(([from, to], i) => [i && w.semicolon, before,
    to.map((t, j) => [j && w.comma, mark(t, 'synonym')]), between + from + after])
  if (all.length > 3) drawn.push(el('details', { class: 'note' },
    el('summary', null, fill(w.alsoMany, all.slice(0, 3).join(w.comma), number(all.length))), el('p', null, list)))
  else if (all.length) drawn.push(el('p', { class: 'note' }, w.also, list))
  if (missing.length) drawn.push(el('p', { class: 'note' }, absent(missing)))
  return drawn
}
function stillMissing({ rewrites, missing }) {
  const holds = (long, short) => long.toLowerCase().includes(short.toLowerCase())
  return missing.filter(word => !missing.some(m => m !== word && holds(m, word)) &&
    !rewrites.some(x => !x.suggested && x.why !== 'synonym' && holds(x.from, word)))
}

// nothing says that nothing was found, and what to do about it.
function nothing({ query, suggestions = [] }, missing) {
  const filtered = (state.category || state.document) && address(whole())
  const link = (href, text) => el('li', null, el('a', { href }, text))
  return el('div', { class: 'state' }, el('h2', null, fill(w.nothing, state.q)), missing.length > 0 && el('p', null, absent(missing)),
    el('ul', null,
      query.broader && link(address({ ...state, page: '1', q: query.broader }), fill(w.tryBroader, query.broader)),
      filtered && link(filtered, w.tryUnfiltered), el('li', null, w.tryShorter), el('li', null, w.tryWhole)),
    suggestions.length > 0 && [el('p', null, w.perhaps), el('ul', { lang: 'zh-CN' }, suggestions.map(s => link(place(s), s.text)))])
}
// place is where a suggestion leads.
const place = s => s.url?.startsWith('/') ? s.url : address({ q: s.text })

const choice = (name, key, options) => el('nav', { 'aria-label': name }, options.map(([value, label]) => el('a', {
  href: address({ ...state, page: '1', [key]: value }), 'aria-current': state[key] === value && 'true',
}, label)))

function categories(facets) {
  if (!state.category && facets.length < 2) return null
  return el('nav', { class: 'chips', 'aria-label': w.categories },
    [{ value: '' }, ...facets.filter(f => f.value)].map(f => el('a', {
      class: 'chip', href: address({ ...state, page: '1', category: f.value }),
      'aria-current': state.category === f.value && 'true',
    }, f.value || w.all, f.count && el('i', null, number(f.count)))))
}

function pager(total, size) {
  const page = +state.page, pages = Math.ceil(Math.min(total, 1000) / size)
  if (pages < 2 && page === 1) return null
  const label = fill(w.pages, number(page), number(pages))
  const to = (rel, n, text) => el('a', { class: 'button', rel, href: address({ ...state, page: '' + n }) }, text)
  return el('nav', { class: 'pager', 'aria-label': label },
    page > 1 && to('prev', Math.min(page - 1, pages), w.previous), el('span', null, label),
    page < pages && to('next', page + 1, w.next))
}

function results(r) {
  const total = r.total.value, ms = r.took_us / 1000, drawn = []
  if (total) {
    const count = plural(r.total.relation === 'eq' ? w.found : w.atLeast, total)
    const time = ms < 10 ? Math.max(ms, .1).toFixed(1) : number(Math.round(ms))
    const within = state.document && address({ ...state, document: '', group: '', page: '1' })
    drawn.push(
      el('div', { class: 'tools' },
        el('p', { class: 'count' }, el('b', null, count), el('span', null, fill(w.ms, time))),
        choice(w.grouping, 'group', [['answer', w.groupAnswer], ['document', w.groupDocument], ['none', w.groupNone]]),
        choice(w.order, 'sort', [['relevance', w.byRelevance], ['updated', w.byUpdated]]),
        categories(r.facets?.category || []),
        within && el('p', { class: 'note' }, w.onlyDocument, el('a', { class: 'chip', href: within }, w.all))))
  }
  const missing = stillMissing(r.query), said = notes(r.query.rewrites, r.hits.length && missing)
  drawn.push(...said)
  if (r.hits.length) {
    const list = el('div', { id: 'og-list', lang: 'zh-CN' })
    r.hits.forEach((h, i) => {
      const first = !i || h.document.id !== r.hits[i - 1].document.id
      if (first) list.append(el('section'))
      list.lastChild.append(...hit(h, first).filter(Boolean))
    })
    drawn.push(list)
  } else {
    drawn.push(nothing(r, missing), intro.querySelector('.examples').cloneNode(true))
  }
  const pages = pager(total, r.per_page)
  show(pages ? [...drawn, pages] : drawn, [total ? plural(w.found, total) : fill(w.nothing, state.q),
    ...said.filter(n => n.matches('.meant, .maybe')).map(n => n.textContent)].join(w.semicolon))
}

// The words for a failure, by its status; problem.go has the same table.
const kinds = { bad: [400, 413, 414, 422], denied: [401, 403], gone: [404, 410], busy: [429], away: [502, 503, 504] }
const kindOf = status => Object.keys(kinds).find(k => kinds[k].includes(status)) || 'broken'
function problem(kind, p) {
  const retry = !['bad', 'gone', 'denied', 'offline'].includes(kind)
  show([el('div', { class: 'state' },
    el('h2', null, w[kind + 'Title']), p?.detail && el('p', null, p.detail), el('p', null, w[kind + 'Help']),
    retry && el('p', null, el('a', { class: 'button', href: address(state) }, w.retry)),
    p?.request_id && el('p', { class: 'soft' }, fill(w.reference, p.request_id)))], w[kind + 'Title'])
}

function show(content, said) {
  document.body.classList.replace('home', 'search')
  intro.hidden = content.length > 0
  related.hidden = true
  out.replaceChildren(...content)
  live.textContent = said
  prepare()
}

// What somebody asks is counted once it is settled: sent, left as it is for a while, or what was found at last is opened.
// Until then it is still being typed. What a page came with, the server has counted.
let asked = state.q.trim(), shown, settling
function settle() {
  clearTimeout(settling)
  if (!shown || shown.q.trim() === asked) return
  asked = shown.q.trim()
  navigator.sendBeacon('/api/v1/search', JSON.stringify(shown))
}
addEventListener('pagehide', settle)

// What goes with the query stands below what was found, once that is settled. The page is whole without it.
async function relate() {
  const { q } = state, mine = latest
  if (!q.trim() || !hits.length) return
  try {
    const response = await fetch('/api/v1/related?' + encode({ q }))
    const { terms, looked, sections } = await response.json()
    if (mine !== latest || !terms.length) return
    const more = t => t.includes(q.trim()) ? t : q.trim() + ' ' + t
    related.replaceChildren(el('h2', { id: 'og-related-title' }, w.related), ...terms.map(x => el('a', {
      class: 'chip', lang: 'zh-CN', href: address({ ...state, q: more(x.text), page: '1' }),
      title: fill(w.relatedWhy, ...[looked, x.found, sections, x.sections].map(number)),
    }, x.text)))
    related.hidden = false
  } catch {}
}
function settled() {
  settle()
  relate()
}

// Searching. A newer search aborts an older one, and what comes out of order is dropped.
let running, latest = 0, timer
// quote quotes a value for a filter, with marks of the query grammar that do not end within it.
const quote = v => {
  const [open, close] = ['""', '“”', '「」', '『』'].find(pair => !v.includes(pair[1])) || '""'
  return open + v + close
}
async function search() {
  clearTimeout(timer)
  clearTimeout(settling)
  shown = null
  running?.abort()
  const mine = ++latest
  document.title = (state.q && state.q + ' · ') + w.title
  const filters = ['category', 'document'].filter(k => state[k]).map(k => k + ':' + quote(state[k]))
  if (!state.q.trim() && !filters.length) {
    busy(false)
    suggest.replaceChildren()
    return show([], '')
  }
  busy(true)
  running = new AbortController()
  const { signal } = running
  complete(state.q, signal, mine)
  const query = { ...state, q: state.q.trim() ? state.q : filters.join(' '), filter: filters.join(' '),
    facets: 'category', highlight: 'offsets', explain: state.explain === '1' }
  let response, body
  // What goes wrong is told apart by what there is afterwards.
  try {
    response = await fetch('/api/v1/search?' + encode({ ...query, count: false }), { signal })
    body = await response.json()
  } catch {}
  if (mine !== latest) return
  busy(false)
  shown = response?.ok && body ? query : null
  if (shown) {
    results(body)
    if (committed) settled()
    else settling = setTimeout(settled, 2000)
  } else if (response) problem(kindOf(response.status), body)
  else {
    problem(navigator.onLine ? 'unreachable' : 'offline')
    // Goes on by itself, but never takes the button away from who has reached it.
    timer = setTimeout(() => out.contains(document.activeElement) || search(), 2000)
  }
}

// complete shows suggestions, or none: the results matter more.
async function complete(q, signal, mine) {
  try {
    const response = await fetch('/api/v1/suggest?' + encode({ q }), { signal })
    const all = response.ok ? (await response.json()).suggestions : []
    if (mine !== latest) return
    suggest.replaceChildren(...all.filter(s => s.text !== q).slice(0, 6).map(s => el('li', null,
      el('a', { href: place(s) }, pieces(s.match?.text ? s.match : s)))))
  } catch {}
}

const busy = on => $('main').setAttribute('aria-busy', on)

// go shows a state. Typing goes on in one entry of the history, which the first key after a committed search begins;
// so Back leads from search to search, never through the words in between.
let committed = true
function go(next, commit) {
  state = next
  const url = address(state)
  if (url !== location.pathname + location.search) history[commit || committed ? 'pushState' : 'replaceState'](null, '', url)
  committed = commit
  return search()
}

// Typing. While a character is being composed nothing is searched, except on keyboards that compose everything (those
// of Android, which do not say what key it was).
let softKeyboard = false
function typed(commit) {
  clearTimeout(timer)
  if (box.value === state.q) {
    committed ||= commit
    if (commit) settled()
    return
  }
  document.body.classList.add('typing')
  const whole = state.document ? { document: '', group: 'answer' } : {}
  const next = box.value.trim() ? { ...state, ...whole, q: box.value, page: '1' } : { ...defaults, q: box.value }
  if (commit) go(next, true)
  else timer = setTimeout(() => go(next, false), 120)
}
box.addEventListener('input', e => { if (!e.isComposing || softKeyboard) typed(false) })
box.addEventListener('compositionend', () => typed(false))
form.addEventListener('submit', e => {
  e.preventDefault()
  typed(true)
  // The keyboard of a phone covers the results.
  if (matchMedia('(pointer: coarse)').matches) box.blur()
})

// Choosing. The focus stays in the box, the chosen hit is its active descendant.
let hits = [], chosen = -1
function prepare() {
  const list = $('list')
  hits = [...out.querySelectorAll('.hit')]
  chosen = -1
  set(box, { 'aria-activedescendant': null, 'aria-expanded': '' + !!list })
  if (!list) return
  set(list, { role: 'listbox', 'aria-label': w.results })
  for (const section of list.children) {
    set(section, { role: 'group', 'aria-label': section.querySelector('h2').textContent })
    for (const a of section.querySelectorAll(':scope > a')) set(a, { role: 'option' })
  }
  hits.forEach((a, i) => set(a, { id: 'og-hit-' + i }))
}
function choose(i) {
  const choice = selected => hits[chosen] && set(hits[chosen], { 'aria-selected': selected })
  choice(null)
  chosen = Math.max(-1, Math.min(i, hits.length - 1))
  choice('true')
  set(box, { 'aria-activedescendant': hits[chosen]?.id })
  if (hits[chosen]) hits[chosen].scrollIntoView({ block: 'nearest' })
  else scrollTo({ top: 0 })
}

const modified = e => e.ctrlKey || e.metaKey || e.altKey || e.shiftKey
const composing = e => e.isComposing || e.keyCode === 229
box.addEventListener('keydown', e => {
  softKeyboard = composing(e) && e.key === 'Unidentified'
  if (composing(e)) {
    // Escape leaves the composition; without this the browser would clear the box as well.
    if (e.key === 'Escape') e.preventDefault()
    return
  }
  if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
    if (!hits.length || modified(e)) return
    choose(chosen + (e.key === 'ArrowDown' ? 1 : -1))
  } else if (e.key === 'Enter' && hits[chosen]) {
    if (e.ctrlKey || e.metaKey) open(hits[chosen].href, '_blank', 'noopener')
    else location.assign(hits[chosen].href)
  } else if (e.key === 'Escape') {
    if (!box.value) box.blur()
    box.value = ''
    typed(false)
  } else return
  e.preventDefault()
})
document.addEventListener('keydown', e => {
  if (composing(e)) return
  const editing = e.composedPath()[0].matches?.('input, textarea, select, [contenteditable]')
  const slash = e.key === '/' && !editing && !e.ctrlKey && !e.metaKey && !e.altKey
  if (!slash && !(e.key === 'k' && (e.ctrlKey || e.metaKey))) return
  e.preventDefault()
  box.focus()
  box.select()
})

// Links within the search page need no new page.
document.addEventListener('click', e => {
  const a = e.target.closest('a')
  if (!a || e.button || modified(e)) return
  if (a.hreflang) a.search = encode({ ...Object.fromEntries(new URLSearchParams(location.search)), lang: a.hreflang })
  if (a.hreflang || a.origin !== location.origin || a.pathname !== '/' || a.hash || a.matches('.brand')) return
  e.preventDefault()
  go(stateOf(a.href), true)
  box.value = state.q
  scrollTo({ top: 0 })
  if (!suggest.contains(a)) out.focus({ preventScroll: true })
  else box.focus()
})
addEventListener('popstate', () => {
  state = stateOf(location.href)
  box.value = state.q
  committed = true
  asked = state.q.trim()
  search()
})
addEventListener('pageshow', e => { if (e.persisted) committed = true })

set(box, { role: 'combobox', 'aria-controls': 'og-list', 'aria-autocomplete': 'list' })
prepare()
// What was typed before the script was there.
if (box.value !== state.q) typed(false)
else relate()
