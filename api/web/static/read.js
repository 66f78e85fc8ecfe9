// The reading page: where the reader is, keys from section to section, links to copy, and what is near.
const $ = id => document.getElementById('og-' + id)
const w = JSON.parse(document.body.dataset.words || '{}')
const box = $('q'), near = $('near')
const links = [...document.querySelectorAll('.outline a')]
const anchor = a => decodeURIComponent(a.hash.slice(1))
const sections = [...document.querySelectorAll('section[data-id]')]

// The outline shows the section that the reader is in: the last one that begins above a third of the window.
const reached = line => sections.findLastIndex(s => s.getBoundingClientRect().top < line)
let here
function follow() {
  const now = sections[Math.max(reached(innerHeight / 3), 0)]
  if (now === here) return
  here = now
  for (const a of links) {
    if (anchor(a) !== now.id) a.removeAttribute('aria-current')
    else {
      a.setAttribute('aria-current', 'true')
      const panel = a.closest('.outline')
      if (panel.scrollHeight > panel.clientHeight) panel.scrollTop = a.offsetTop - panel.clientHeight / 2
    }
  }
}
if (sections.length) {
  addEventListener('scroll', () => requestAnimationFrame(follow), { passive: true })
  follow()
}

// The target, and what is near it, if the server says so.
const target = () => sections.find(s => s.id === anchor(location))
async function arrive() {
  const id = target()?.dataset.id
  if (!id) return
  try {
    const response = await fetch(`/api/v1/sections/${encodeURIComponent(id)}/similar`)
    const { hits } = await response.json()
    near.hidden = !hits.length
    near.querySelector('ol').replaceChildren(...hits.map(h => {
      const li = document.createElement('li'), a = document.createElement('a')
      const name = document.createElement('b'), title = document.createElement('span')
      const { label, heading } = h.section
      title.textContent = heading ? h.document.title : ''
      name.textContent = heading ? [label, heading].join(' ').trim() : h.document.title
      a.href = h.url.startsWith('/') ? h.url : '/'
      a.append(name, title)
      if (h.shared) {
        const why = document.createElement('i')
        why.textContent = w.shared.replace('%s', () => h.shared.join(w.comma))
        a.append(why)
      }
      li.append(a)
      return li
    }))
  } catch {}
}
addEventListener('hashchange', arrive)
arrive()

// Keys.
document.addEventListener('keydown', e => {
  if (e.isComposing || e.keyCode === 229 || e.altKey) return
  const find = e.key === 'k' && (e.ctrlKey || e.metaKey)
  if (!find && (e.ctrlKey || e.metaKey || e.composedPath()[0].matches?.('input, textarea, select'))) return
  const step = { n: 1, ']': 1, p: -1, '[': -1 }[e.key]
  if (find || e.key === '/') {
    e.preventDefault()
    box.focus()
    box.select()
  } else if (step) {
    const top = target()?.getBoundingClientRect().top
    const at = top >= 0 && top < innerHeight ? sections.indexOf(target()) : reached(120)
    const next = sections[Math.max(at + step, 0)]
    if (next) location.replace('#' + encodeURIComponent(next.id))
  }
})

// The link of a section is copied without the query that led here.
document.addEventListener('click', async e => {
  const a = e.target.closest('a.link')
  if (!a) return
  const url = location.origin + location.pathname + a.hash
  try {
    await navigator.clipboard.writeText(url)
  } catch {
    // Over plain http there is no clipboard, but the older way works.
    const t = document.createElement('textarea')
    t.value = url
    document.body.append(t)
    t.select()
    document.execCommand('copy')
    t.remove()
  }
  a.dataset.said = $('live').textContent = w.copied
  setTimeout(() => { delete a.dataset.said }, 2000)
})
