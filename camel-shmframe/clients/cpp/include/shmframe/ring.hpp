// SPDX-License-Identifier: Apache-2.0
#pragma once

// The ring: docs/spec/ring.md.

#include "figures.hpp"
#include "reader.hpp"
#include "writer.hpp"
