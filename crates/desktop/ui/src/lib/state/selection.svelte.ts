// Which rows of a list a person has marked. What is not listed any more is not marked either.

export class Selection {
  #marked = $state<ReadonlySet<string>>(new Set());

  get ids(): string[] {
    return [...this.#marked];
  }

  get size(): number {
    return this.#marked.size;
  }

  has(id: string): boolean {
    return this.#marked.has(id);
  }

  toggle(id: string): void {
    const marked = new Set(this.#marked);
    if (!marked.delete(id)) marked.add(id);
    this.#marked = marked;
  }

  /** Marks all of these, or none where all are marked. */
  all(ids: string[]): void {
    const every = ids.length > 0 && ids.every((id) => this.#marked.has(id));
    this.#marked = new Set(every ? [] : ids);
  }

  /** After the list was read again. */
  keep(listed: string[]): void {
    const there = new Set(listed);
    const left = [...this.#marked].filter((id) => there.has(id));
    if (left.length !== this.#marked.size) this.#marked = new Set(left);
  }

  none(): void {
    this.#marked = new Set();
  }
}
