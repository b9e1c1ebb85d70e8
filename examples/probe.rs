use std::time::Instant;
use torchlean_mirror::{exact::*, spec::*};
fn main() {
    let spec = match Spec::built_in() {
        Ok(s) => s,
        Err(e) => {
            for d in e.0 {
                println!("{}", d.render());
            }
            return;
        }
    };
    let t = Instant::now();
    let prover = Prover::new(&spec.laws, Limits::default());
    println!("compile {:?}", t.elapsed());
    let all = Instant::now();
    let mut used = std::collections::BTreeSet::new();
    for e in &spec.entries {
        let Some((d, gs)) = goals(e, &spec.laws).unwrap() else {
            continue;
        };
        for n in d.rules() {
            used.insert(format!("D {n}"));
        }
        replay_derivation(&d, "x", &e.form.node().unwrap().context, &spec.laws).unwrap();
        for g in gs {
            let t = Instant::now();
            let r = match prover.prove(&g.equation) {
                Outcome::Found(p) => {
                    replay(&p, &g.equation, &spec.laws).unwrap();
                    for l in p.laws() {
                        used.insert(l.to_string());
                    }
                    format!("{} steps", p.steps.len())
                }
                Outcome::NotFound(s) => format!("!!! {s}"),
            };
            println!("{:28} {:?} {} {:?}", e.name, g.obligation, r, t.elapsed());
        }
    }
    println!("goals {:?}", all.elapsed());
    for i in &spec.laws.identities {
        let t = Instant::now();
        let (dd, eq) = identity(i, &spec.laws).unwrap();
        for d in dd {
            for n in d.rules() {
                used.insert(format!("D {n}"));
            }
        }
        let r = match prover.prove(&eq) {
            Outcome::Found(p) => {
                replay(&p, &eq, &spec.laws).unwrap();
                for l in p.laws() {
                    used.insert(l.to_string());
                }
                format!("{} steps", p.steps.len())
            }
            Outcome::NotFound(s) => format!("!!! {s}"),
        };
        println!("{:28} {} {:?}", i.name, r, t.elapsed());
    }
    for e in &spec.entries {
        let mut show = |w: &str, t: &torchlean_mirror::term::Term| {
            let n = Instant::now();
            let s = prover.simplify(t).unwrap();
            for l in s.proof.laws() {
                used.insert(l.to_string());
            }
            println!(
                "{} {w}: {} => {} ({} steps) {:?}",
                e.name,
                t,
                s.term,
                s.proof.steps.len(),
                n.elapsed()
            );
        };
        match &e.form {
            Form::Node(n) => {
                show("f", &n.forward);
                show("jvp", &n.jvp);
                show("vjp", &n.vjp);
            }
            Form::Fderiv { deriv, .. } => show("deriv", deriv),
            Form::Function(v) => show("value", v),
        }
        if let Some((d, _)) = goals(e, &spec.laws).unwrap() {
            show("derived", &d.derivative);
        }
    }
    println!("all {:?}", all.elapsed());
    for l in &spec.laws.laws {
        if !used.contains(&*l.name) {
            println!("unused {}", l.name);
        }
    }
    for l in &spec.laws.derivatives {
        if !used.contains(&format!("D {}", l.name)) {
            println!("unused D {}", l.name);
        }
    }
}
