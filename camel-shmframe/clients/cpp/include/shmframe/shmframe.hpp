// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "described.hpp"
#include "ring.hpp"
