extension Lexicon {
    /// Words that are typical of one language, or of a few; in the order of `Tongues.codes`.
    static let tongueWords: [String] = [
        // English
        "the, of, and, is, are, was, were, has, have, been, with, this, that, from, our, we, for, at, on, by, it, not, will, be, some, their, which, when, you, any, an, as, or, to, incident, issue, issues, affected, payments, payment, service, saturday, sunday, monday, thursday, disruptions, outage, report, resolved, your, may, all, had, no, in",
        // French
        "le, la, les, des, du, de, et, est, une, un, dans, pour, sur, nous, avons, qui, que, au, aux, en, avec, sont, ete, par, pas, ce, cette, ces, vos, votre, entre, incident, d, l, paiement, paiements, plateforme, perturbations, ou, se, sa, ont, fin, debut",
        // Italian
        "il, lo, la, gli, di, della, delle, dei, del, e, che, per, una, un, con, sono, stato, stata, alle, dalle, nel, nella, si, ha, hanno, questo, questa, i, pagamenti, anche, da, non, tra, le, piu, degli, al, alla, perturbazioni, della, piattaforma, pagamento, in, ai, dal",
        // Spanish
        "el, la, los, las, de, del, y, que, en, por, para, una, un, con, se, su, no, han, ha, pagos, este, esta, fue, como, segun, al, lo, muchos, ya, pero, mas, son, desde, sus, servicio, hay, sin",
        // German
        "der, die, das, und, ist, nicht, mit, ein, eine, den, dem, von, zu, bei, im, auf, fur, wurde, werden, sich, es, am, auch, wir, hat, haben, war, noch, zahlungen, oder, aus, nach, des, einer, sind, keine, wird, zur",
        // Portuguese
        "o, a, os, as, de, do, da, dos, das, e, que, em, para, uma, um, com, se, nao, no, na, por, foi, ao, mais, pelo, pela, pagamentos, servico, segundo, nos, nas, esta, ou, sao, sua, seu, ja, tambem",
        // Dutch
        "de, het, een, van, en, is, niet, met, voor, op, zijn, te, dat, die, door, aan, bij, ook, werd, werden, naar, uur, er, was, wij, om, hebben, betalingen, storing, deze, als, nog, maar, tot, heeft, kan, kunnen, onze",
        // Norwegian
        "og, er, det, som, med, for, ikke, en, et, til, pa, av, var, har, de, vi, den, ble, fra, om, etter, sier, skulle, fikk, ved, i, seg, noe, kan, men, betalinger, feil, feilen, noen, opplever, fungerer, nye, tjenesten, vare, oppstod, lost",
        // Danish
        "og, er, det, som, med, for, ikke, en, et, til, pa, af, var, har, de, vi, den, blev, fra, om, efter, siger, kunne, fik, ved, i, sig, noget, kan, men, betalinger, fejl, fejlen, nogle, oplever, fungerer, nye, tjenesten, vores, opstod",
    ]
}
