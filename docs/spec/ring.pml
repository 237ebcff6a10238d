/* SPDX-License-Identifier: Apache-2.0
 *
 * A model of the ring (ring.md): publishing, copying, lending and takeover, one writer at a time, two readers.
 * .ci/model lets spin look at every order of their steps, and at mutations, each of which must fail.
 *
 * P          entries for pins            S          slots
 * K          frames that are published after a ring that was full at the start
 * D          writers that die
 * KIND0/1    what a reader does: COPY, LEND or ANY (either, each time anew)
 *
 * A payload is two words, each of which holds the ticket that it was written for: a frame is torn if they differ from the
 * reader's ticket. Every statement that touches shared memory is a step of its own; what is atomic touches one shared word, or
 * nothing that another process stores.
 *
 * Spin knows one order of memory for all. So the two stores that the full fences are for, the writer's mark and a reader's pin,
 * go through store buffers of one entry, which `memory` empties at any time. A fence waits until the buffer of its own
 * processor is empty; a store with release empties it first. Other stores are seen at once, even if a mark that was stored
 * earlier is still in its buffer: weaker than x86-64, as processors of other kinds are.
 *
 * The writer dies at any step (`DIES`), and another takes over. A reader dies where that leaves something behind (MORTAL): with a pin
 * stored, or on loan. Numbers do not wrap around here, as they never do in 64 bits.
 *
 * Mutations: NO_FENCE_A, NO_FENCE_G, NO_FENCE_B, NO_RELEASE_D, NO_SCAN, NO_RECHECK, NO_ENTRY_LOCK, NO_ROUND, COUNT_ODD;
 * with WAITING: NO_REPUBLISH, WAKE_LATE.
 *
 * MORTAL     readers die, too             BOUNDED   the search for a slot ends
 * THIRD      what the third free slot is for (both readers copy head's frame, loans last for ever)
 * WAITING    no wake-up is lost (readers only wait and look)
 */
#ifndef P
#define P 2
#endif
#ifndef S
#define S (P + 3)
#endif
#ifndef K
#define K 3
#endif
#ifndef D
#define D 1
#endif
#define COPY 1
#define LEND 2
#define ANY 3
#ifndef KIND0
#define KIND0 ANY
#endif
#ifndef KIND1
#define KIND1 ANY
#endif

byte lock[S];   /* 0, 2t - 1 or 2t */
byte first[S];  /* the words of the payload */
byte second[S];
#if defined(THIRD) || defined(WAITING)
byte head;
#define HEAD(t) atomic { if :: head != t -> PUBLISHED :: else fi; head = t }
#endif
byte deaths;    /* of writers, D at most */
#ifdef WAITING
byte wake;
#endif
#define DIES atomic { deaths < D -> deaths++; t = 0; old = 0; i = 0; hit = false; c = 0; STILL(0); goto takeover }
#define COMPLETE atomic { DRAIN_MARK; lock[t % S] = 2 * t; newest = t }
byte pin[2];
bool owned[2];  /* a process holds the record lock of the entry */

byte markValue; /* the writer's store buffer: 0 is empty */
byte markSlot;
byte pinValue[2]; /* the readers' */

/* Not there in the ring: what assertions need. */
byte newest;    /* ticket of the frame that was made complete last */
#ifdef BOUNDED
byte looks;     /* slots passed over since a pin was moved, or the search began; one may be due to a pin that was seen before */
#define LOOKED looks++; assert(looks <= P + 1)
#define STILL(n) looks = n
#else
#define LOOKED skip
#define STILL(n) skip
#endif
#ifdef THIRD
byte since[2];  /* how often head was stored since a reader loaded it */
/* Pins held still, a copy of the newest frame fails only after two more were published. */
#define EARLY assert(since[me] >= 2)
#define PUBLISHED if :: since[0] < 2 -> since[0]++ :: else fi; if :: since[1] < 2 -> since[1]++ :: else fi
#else
#define EARLY skip
#define PUBLISHED skip
#endif

pid readers;

#define DRAIN_MARK if :: markValue != 0 -> lock[markSlot] = markValue; markValue = 0; markSlot = 0 :: else fi
#define TAKE(s) d_step { lock[s] != 0 && lock[s] % 2 == 0 -> t = lock[s] / 2; whole = true }
#define DRAIN_PIN(i) if :: pinValue[i] != 0 -> pin[i] = pinValue[i]; pinValue[i] = 0 :: else fi

proctype memory()
{
end:
  do
  :: d_step { markValue != 0 -> lock[markSlot] = markValue; markValue = 0; markSlot = 0 }
  :: d_step { pinValue[0] != 0 -> pin[0] = pinValue[0]; pinValue[0] = 0; STILL(0) }
  :: d_step { pinValue[1] != 0 -> pin[1] = pinValue[1]; pinValue[1] = 0; STILL(0) }
  od
}

proctype writer()
{
  byte c, t, old, i;
  bool hit;

takeover:
  atomic {
    /* The kernel gave the lock back, so every store of the dead writer has arrived. */
    markValue == 0 ->
    do
    :: i < S ->
       if
       :: lock[i] % 2 == 0 && lock[i] / 2 > c -> c = lock[i] / 2
#ifdef COUNT_ODD
       :: lock[i] % 2 == 1 && (lock[i] + 1) / 2 > c -> c = (lock[i] + 1) / 2
#endif
       :: else
       fi;
       i++
    :: else -> break
    od;
    i = 0
  };
#ifndef NO_REPUBLISH
#ifdef HEAD
  if
  :: HEAD(c)
  :: DIES
  fi;
#endif
#ifdef WAITING
  if
  :: wake++
  :: DIES
  fi;
#endif
#endif

claim:
  if
  :: c >= S + K -> goto done
  :: atomic { c < S + K -> t = c + 1; STILL(0) }
  fi;

look:
  atomic {
    if
#ifndef NO_ROUND
    :: t == c + S -> t = c + 1
#endif
    :: else
    fi;
    assert(t % S != newest % S); /* the newest frame is whole, always */
    old = lock[t % S];
    markValue = 2 * t - 1;                                              /* 2 */
    markSlot = t % S
  };
#ifndef NO_FENCE_A
  if
  :: markValue == 0                                                     /* 3, A */
  :: DIES
  fi;
#endif

#ifndef NO_SCAN
  do                                                                    /* 4 */
#ifndef NO_ENTRY_LOCK
  :: atomic { i < P -> hit = hit || (pin[i] != 0 && pin[i] % S == t % S); i++ }
  :: atomic { i < P && pin[i] != 0 && !owned[i] -> pin[i] = 0; STILL(0) } /* its lock was free */
#else
  :: atomic { i < P && pin[i] == 0 -> i++ }
  :: atomic { i < P && pin[i] != 0 -> pin[i] = 0 }
#endif
  :: i == P -> break
  od;
  if
  :: atomic {
       hit ->
       DRAIN_MARK;
       lock[t % S] = old;
       old = 0; i = 0; hit = false;
       LOOKED;
       t++;
       goto look
     }
  :: atomic { !hit -> i = 0; old = 0 }
  :: DIES
  fi;
#endif

  if
  :: first[t % S] = t                                                   /* 5 */
  :: DIES
  fi;
#ifdef NO_RELEASE_D
  COMPLETE;
  if
  :: second[t % S] = t
  :: DIES
  fi;
#else
  if
  :: second[t % S] = t
  :: DIES
  fi;
  if
  :: COMPLETE                                                           /* 6, D */
  :: DIES
  fi;
#endif
#ifdef HEAD
  if
  :: HEAD(t)                                                            /* 7, E */
  :: DIES
  fi;
#endif
#ifdef WAITING
  if
  :: wake++                                                             /* 8, F */
  :: DIES
  fi;
#endif
  atomic { c = t; t = 0; goto claim };                                  /* 9 */

done:
end:
  false
}

#ifndef WAITING

proctype reader(byte me; byte kind)
{
  byte t;
  bool whole;

take:
#ifndef THIRD
  atomic { !owned[me] -> owned[me] = true };
  d_step { pin[me] = 0; STILL(0) };
#endif

look:
#ifdef THIRD
  atomic { t = head; since[me] = 0; whole = true };
  if
  :: lock[t % S] == 2 * t -> goto copy
  :: atomic { lock[t % S] != 2 * t -> EARLY; goto look }
  fi;
#endif
  /* Any complete frame, the one of head and older ones: what latest and all may take, and more. */
  atomic {
    if                                                                  /* 1 */
    :: TAKE(0)
    :: TAKE(1)
#if S > 2
    :: TAKE(2)
#endif
#if S > 3
    :: TAKE(3)
#endif
#if S > 4
    :: TAKE(4)
#endif
    fi;
    if
    :: kind != LEND -> goto copy
    :: kind != COPY -> goto lend
    fi
  };

copy:
#ifdef NO_FENCE_B
  if
  :: lock[t % S] == 2 * t
  :: atomic { lock[t % S] != 2 * t -> t = 0; whole = false; goto look }
  fi;
#endif
  atomic { whole = whole && first[t % S] == t };                        /* 2 */
  atomic { whole = whole && second[t % S] == t };
#if defined(NO_FENCE_B) || defined(NO_RECHECK)
  atomic { assert(whole); t = 0; whole = false; goto look };
#else
  if                                                                    /* 3 B, 4 */
  :: atomic { lock[t % S] == 2 * t ->
       assert(whole); /* no torn frame is taken */
       t = 0; whole = false; goto look }
  :: atomic { lock[t % S] != 2 * t -> EARLY; t = 0; whole = false; goto look }
  fi;
#endif

lend:
  atomic { pinValue[me] = t; whole = false };                    /* 2 */
#ifndef NO_FENCE_G
  if                                                                    /* 3, G */
  :: pinValue[me] == 0
#ifdef MORTAL
  :: goto die
#endif
  fi;
#endif
#ifndef NO_RECHECK
  if                                                                    /* 4 */
  :: atomic { lock[t % S] != 2 * t -> goto give }
  :: lock[t % S] == 2 * t
  fi;
#endif
  /* On loan, for as long as it likes. What is stored in it meanwhile is seen at the end. */
  if                                                                    /* 5 */
  :: atomic { assert(first[t % S] == t && second[t % S] == t) }         /* no loan is overwritten */
#ifdef MORTAL
  :: goto die
#endif
  fi;
give:
  atomic { DRAIN_PIN(me); pin[me] = 0; STILL(0); t = 0; goto look };    /* 6, C */

#ifdef MORTAL
die:
  atomic { pinValue[me] == 0 -> owned[me] = false; t = 0; goto take }
#endif
  skip
}

#else

/* Waiting without the cap of 250 ms: no wake-up is lost. */
proctype reader(byte me; byte kind)
{
  byte last, h, w;

look:
#ifdef WAKE_LATE
  h = head;
  w = wake;
#else
  w = wake;
  h = head;
#endif
  if
  :: h > last -> d_step { assert(lock[h % S] == 2 * h || head > h); last = h; h = 0; w = 0 }
  :: else ->
end:
     wake != w
  fi;
  goto look
}

/* When nobody can take a step, everybody has what there is. */
proctype quiet()
{
end:
  timeout ->
  assert(newest == S + K && head == newest && reader[readers]:last == newest && reader[readers + 1]:last == newest)
}

#endif

init
{
  atomic {
    byte i = 0;
    do
    :: i < S -> lock[(i + 1) % S] = 2 * (i + 1); first[(i + 1) % S] = i + 1; second[(i + 1) % S] = i + 1; i++
    :: else -> break
    od;
    i = 0;
    newest = S;
#ifdef THIRD
    /* Loans that last for ever, of any frames. */
    owned[0] = true;
    owned[1] = true;
    do
    :: P > 0 && pin[0] < S -> pin[0]++
    :: P > 1 && pin[1] < S -> pin[1]++
    :: break
    od;
#endif
#if defined(THIRD) || defined(WAITING)
    head = S;
#endif
    readers = run reader(0, KIND0);
    run reader(1, KIND1);
#ifdef WAITING
    run quiet();
#endif
    run memory();
    run writer()
  }
}
