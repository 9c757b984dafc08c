// <musa-time> around a <time>: the server writes UTC, this shows the hour on the person's own clock.

const TODAY = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const EARLIER = { day: "numeric", month: "short", ...TODAY };

class MusaTime extends HTMLElement {
  connectedCallback() {
    const time = this.querySelector("time");
    const moment = new Date(time.dateTime);
    const isToday = moment.toDateString() === new Date().toDateString();
    time.textContent = moment.toLocaleString("en-GB", isToday ? TODAY : EARLIER);
  }
}

customElements.define("musa-time", MusaTime);
